"""What is rendered once per process and language."""

from django.template import engines
from django.utils import translation

from config.templatetags.once import OnceNode


def test_it_is_rendered_once_in_each_language_and_sees_nothing_of_a_person() -> None:
    source = "{% load i18n once %}{{ name }}{% once %}{% translate 'Home' %}{{ name }}{% endonce %}"
    template = engines["django"].from_string(source)
    with translation.override("en"):
        assert [template.render({"name": name}) for name in ("An", "Bình")] == ["AnHome", "BìnhHome"]
    with translation.override("vi"):
        assert template.render({"name": "Chi"}) == "ChiTrang chủ"
    node = template.template.nodelist.get_nodes_by_type(OnceNode)[0]  # type: ignore[attr-defined]
    assert node.rendered == {"en": "Home", "vi": "Trang chủ"}
