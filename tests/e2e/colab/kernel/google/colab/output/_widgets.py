"""Where Google's manager module is to be found; the names are those of Colab's package."""

_supported_widgets_versions = {"5.0.0a": "bf763107cca07459"}
_default_version = "5.0.0a"
_installed_url = None


def enable_custom_widget_manager(version=_default_version):
    """Have Google's module draw all widgets."""
    global _installed_url
    version_hash = _supported_widgets_versions[version]
    _installed_url = "https://ssl.gstatic.com/colaboratory-static/widgets/stand-in/{version_hash}/manager.min.js".format(
        version_hash=version_hash
    )
