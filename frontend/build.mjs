// What the pages load, out of node_modules into orgraph/api/static/vendor, each part with its licence.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

const HERE = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const TO = join(HERE, "..", "orgraph", "api", "static", "vendor");

// The modules that pages import: name → what it exports, of which packages.
const MODULES = {
  cytoscape: { exports: 'export { default } from "cytoscape";', of: ["cytoscape"] },
  sigma: {
    exports: 'export { default as Sigma } from "sigma"; export { default as Graph } from "graphology"; ' +
      'export { EdgeLineProgram, NodePointProgram } from "sigma/rendering";',
    of: ["sigma", "graphology", "graphology-utils", "events"],
  },
};

function licence(name) {
  const folder = join(HERE, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `${about.license} (${about.author?.name ?? about.author ?? ""})`;
  return `${about.name} ${about.version}: ${about.license}\n\n${text}\n`;
}

rmSync(TO, { recursive: true, force: true });
mkdirSync(TO, { recursive: true });
for (const [name, { exports, of }] of Object.entries(MODULES)) {
  await build({
    stdin: { contents: exports, resolveDir: HERE }, outfile: join(TO, `${name}.js`), bundle: true, format: "esm",
    minify: true, target: "es2020", legalComments: "none", define: { "process.env.NODE_ENV": '"production"' },
  });
  writeFileSync(join(TO, `${name}.LICENSE.txt`), of.map(licence).join("\n\n"));
}
copyFileSync(join(HERE, "node_modules", "htmx.org", "dist", "htmx.min.js"), join(TO, "htmx.js"));
writeFileSync(join(TO, "htmx.LICENSE.txt"), licence("htmx.org"));

// What this was made of: `orgraph.api.assets` compares it and says what to do where it is old.
const made = createHash("sha256");
for (const file of ["package-lock.json", "build.mjs"]) made.update(readFileSync(join(HERE, file)));
writeFileSync(join(TO, "made-of"), made.digest("hex"));
