"""What the browser draws of networks: where nodes stand is worked out here, so a picture is the same for everybody."""
