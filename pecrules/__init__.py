from pecrules._version import __version__
