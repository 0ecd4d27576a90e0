"""Where Google's manager module is to be found; the names are those of Colab's package."""

_supported_widgets_versions = {"5.0.0a": "bf763107cca07459"}
_default_version = "5.0.0a"
_installed_url = None
