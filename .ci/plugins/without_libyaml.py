"""A plugin of pytest: PyYAML as it is where it was built without libyaml."""

import yaml

yaml.__with_libyaml__ = False
for name in [name for name in vars(yaml) if name.startswith("C") and name.endswith(("Loader", "Dumper"))]:
    delattr(yaml, name)
