//! The keys every DOM widget has: layout, classes, tooltip, tab order.

use litemap::LiteMap;
use std::fmt::Write;
use yewpyter_protocol::{Fields, Record};

/// Names that ipywidgets' `Layout` has; in CSS the underscores are dashes. Others are ignored.
const LAYOUT_NAMES: &[&str] = &[
    "align_content",
    "align_items",
    "align_self",
    "border",
    "border_bottom",
    "border_left",
    "border_right",
    "border_top",
    "bottom",
    "display",
    "flex",
    "flex_flow",
    "grid_area",
    "grid_auto_columns",
    "grid_auto_flow",
    "grid_auto_rows",
    "grid_column",
    "grid_gap",
    "grid_row",
    "grid_template_areas",
    "grid_template_columns",
    "grid_template_rows",
    "height",
    "justify_content",
    "justify_items",
    "left",
    "margin",
    "max_height",
    "max_width",
    "min_height",
    "min_width",
    "object_fit",
    "object_position",
    "order",
    "overflow",
    "overflow_x",
    "overflow_y",
    "padding",
    "right",
    "top",
    "visibility",
    "width",
];

/// The common state of a widget, parsed from the same map as its own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Common {
    /// CSS properties by ipywidgets' names; `None` leaves one unset.
    pub layout: LiteMap<String, Option<String>>,
    /// Extra CSS classes.
    pub classes: Vec<String>,
    /// Text shown on hover.
    pub tooltip: Option<String>,
    /// Whether Tab reaches the widget; `None` is the browser's own order.
    pub tabbable: Option<bool>,
    /// Number of views, where the kernel asks for it to be kept.
    pub view_count: Option<i64>,
}

impl Record for Common {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("layout", &mut self.layout)
            .field("_dom_classes", &mut self.classes)
            .field("tooltip", &mut self.tooltip)
            .field("tabbable", &mut self.tabbable)
            .field("_view_count", &mut self.view_count);
    }
}

impl Common {
    /// The layout as the text of a `style` attribute. A value that would end its own declaration is left out.
    pub fn style(&self) -> String {
        let mut style = String::new();
        for (name, value) in &self.layout {
            let Some(value) = value.as_deref().and_then(css_value) else { continue };
            if LAYOUT_NAMES.contains(&name.as_str()) {
                // Writing to a String cannot fail.
                let _ = write!(style, "{}:{value};", name.replace('_', "-"));
            }
        }
        style
    }

    /// `tabindex` for the widget's own control.
    pub fn tab_index(&self) -> Option<&'static str> {
        self.tabbable.map(|tabbable| if tabbable { "0" } else { "-1" })
    }
}

/// The text as a CSS value; `None` where it would end its own declaration and begin another.
pub fn css_value(text: &str) -> Option<&str> {
    (!text.contains([';', '{', '}'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_knows_layout_names_only_and_cannot_be_escaped() {
        let mut common = Common::default();
        let mut set = |k: &str, v: &str| common.layout.insert(k.into(), Some(v.into()));
        set("min_width", "3em");
        set("behavior", "url(x)");
        set("width", "1px;background:red");
        assert_eq!(common.style(), "min-width:3em;");
    }
}
