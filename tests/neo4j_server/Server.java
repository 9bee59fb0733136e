import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j Community server on plain Java: Server HOME, with HOME/neo4j.conf. Prints READY when it answers, and ends when
 * its standard input does, so that it cannot outlive whoever started it.
 */
public class Server {
    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var service = new DatabaseManagementServiceBuilder(home)
            .loadPropertiesFromFile(home.resolve("neo4j.conf"))
            .build();
        if (!service.database("neo4j").isAvailable(60_000)) {
            throw new IllegalStateException("the database is not available after a minute");
        }
        System.out.println("READY");
        while (System.in.read() >= 0) { }
        service.shutdown();
    }
}
