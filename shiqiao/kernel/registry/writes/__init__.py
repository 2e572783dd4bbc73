"""The acts on the registry, each file one kind; `shiqiao.kernel.registry.actions` is their front door."""
