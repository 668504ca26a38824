"""Where records come from: files of a hub, and hubs that never existed."""
