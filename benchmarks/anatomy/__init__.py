"""The measurements of the published study at the scale of a hub: time, memory, growth, peers."""
