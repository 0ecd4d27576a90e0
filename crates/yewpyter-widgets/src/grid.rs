//! A responsive grid: columns follow the width of the grid's own container, never the window's.
//!
//! Children are any library's widgets. Laying out again never draws a child anew: each keeps its element.

use litemap::LiteMap;
use yew::{Html, component, html, use_node_ref};
use yewpyter_sdk::{
    Child, FieldError, FieldValue, Fields, Record, Reference, Value, ViewProps, WidgetState,
    css_value, use_size,
};

/// State of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridState {
    /// The widgets, in order. One may stand there twice.
    pub children: Vec<Reference>,
    /// How many columns, or which.
    pub columns: Columns,
    /// The least width of a column when their number is `auto`; a CSS length.
    pub min_column_width: String,
    /// The space between cells; a CSS length.
    pub gap: String,
    /// Below this container width, in CSS pixels, a fixed number of columns becomes one; 0 is never.
    pub narrow: f64,
    /// Columns from a container width on, in CSS pixels, ascending; below the first there is one column.
    pub breakpoints: Vec<(f64, Columns)>,
    /// By a child's model id: how many columns and rows it takes.
    pub spans: LiteMap<String, (u32, u32)>,
}

/// The columns of a grid.
#[derive(Clone, Debug, PartialEq)]
pub enum Columns {
    /// This many of equal width.
    Count(u32),
    /// `auto`, or a CSS track list.
    Tracks(String),
}

impl Default for Columns {
    fn default() -> Self {
        Self::Tracks(AUTO.to_owned())
    }
}

impl FieldValue for Columns {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        *self = match value {
            Value::Text(tracks) => Self::Tracks(tracks.clone()),
            Value::Int(count @ 1..=MAX_COLUMNS) => Self::Count(*count as u32),
            _ => {
                return Err(FieldError::expected(
                    "a number of columns from 1 to 1000, a CSS track list, or \"auto\"",
                    value,
                ));
            }
        };
        Ok(())
    }

    fn write(&mut self) -> Value {
        match self {
            Self::Count(count) => Value::from(*count),
            Self::Tracks(tracks) => Value::from(tracks.as_str()),
        }
    }
}

/// More are a mistake, and would be slow to lay out.
const MAX_COLUMNS: i64 = 1000;
const AUTO: &str = "auto";
/// From here on it pays to lay out only what is in sight.
const MANY: usize = 100;

impl Default for GridState {
    fn default() -> Self {
        Self {
            children: Vec::new(),
            columns: Columns::default(),
            min_column_width: "240px".to_owned(),
            gap: "8px".to_owned(),
            narrow: 480.0,
            breakpoints: Vec::new(),
            spans: LiteMap::new_vec(),
        }
    }
}

impl Record for GridState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("children", &mut self.children)
            .field("columns", &mut self.columns)
            .field("min_column_width", &mut self.min_column_width)
            .field("gap", &mut self.gap)
            .field("narrow", &mut self.narrow)
            .field("breakpoints", &mut self.breakpoints)
            .field("spans", &mut self.spans);
    }
}

impl WidgetState for GridState {
    const MODEL: &'static str = "GridModel";
    const VIEW: &'static str = "GridView";
    const REFERENCES: &'static [&'static str] = &["children"];
    type Store = ();
}

/// Draws a grid.
#[component]
pub fn Grid(props: &ViewProps<GridState>) -> Html {
    let state = props.state();
    let node = use_node_ref();
    let width = use_size(&node).map(|size| size.width);
    let layout = Layout::of(state, width);
    let cells = keyed(&state.children).map(|(key, child)| {
        let style = layout.cell_style(state.spans.get(child.0.as_str()));
        html! { <Child {key} model={child.0.clone()} class="yp-cell" {style} /> }
    });
    let class = if state.children.len() > MANY { "yp-grid yp-many" } else { "yp-grid" };
    html! { <div ref={node} {class} style={layout.style(state)}>{ for cells }</div> }
}

/// A child's key is its id and which appearance of it this is, so that one child may stand in two cells.
fn keyed(children: &[Reference]) -> impl Iterator<Item = (String, &Reference)> {
    let mut seen = LiteMap::<&Reference, u32>::new_vec();
    children.iter().map(move |child| {
        let nth = seen.entry(child).and_modify(|nth| *nth += 1).or_default();
        (format!("{}#{nth}", child.0), child)
    })
}

/// The columns as they come out at one width.
#[derive(Debug, PartialEq)]
struct Layout {
    tracks: String,
    /// How many there are, where that is known: no child may span more.
    count: Option<u32>,
}

impl Layout {
    fn of(state: &GridState, width: Option<f64>) -> Self {
        if !state.breakpoints.is_empty() {
            let reached = state
                .breakpoints
                .iter()
                .rev()
                .find(|(from, _)| width.is_some_and(|width| width >= *from));
            return reached
                .map_or_else(Self::one, |(_, columns)| Self::columns(columns, state, width));
        }
        let fixed = state.columns != Columns::default();
        if fixed && width.is_some_and(|width| width < state.narrow) {
            return Self::one();
        }
        Self::columns(&state.columns, state, width)
    }

    fn one() -> Self {
        Self::count(1)
    }

    fn count(count: u32) -> Self {
        let count = count.max(1);
        Self { tracks: format!("repeat({count},minmax(0,1fr))"), count: Some(count) }
    }

    fn columns(columns: &Columns, state: &GridState, width: Option<f64>) -> Self {
        match columns {
            Columns::Count(count) => Self::count(*count),
            Columns::Tracks(tracks) if tracks == AUTO => Self::auto(state, width),
            Columns::Tracks(tracks) => {
                Self { tracks: css_value(tracks).unwrap_or("none").to_owned(), count: None }
            }
        }
    }

    /// As many as fit. In pixels they are counted here, so that spans can be kept to what there is.
    fn auto(state: &GridState, width: Option<f64>) -> Self {
        if let (Some(width), Some(least), Some(gap)) =
            (width, pixels(&state.min_column_width), pixels(&state.gap))
        {
            return Self::count(((width + gap) / (least + gap).max(1.0)) as u32);
        }
        let least = css_value(&state.min_column_width).unwrap_or("240px");
        Self { tracks: format!("repeat(auto-fill,minmax(min(100%,{least}),1fr))"), count: None }
    }

    fn style(&self, state: &GridState) -> String {
        format!(
            "grid-template-columns:{};gap:{}",
            self.tracks,
            css_value(&state.gap).unwrap_or("0")
        )
    }

    fn cell_style(&self, span: Option<&(u32, u32)>) -> Option<String> {
        let (columns, rows) = *span?;
        let columns = columns.min(self.count.unwrap_or(columns)).max(1);
        Some(format!("grid-column:span {columns};grid-row:span {};", rows.max(1)))
    }
}

/// Whole pixels; any other length is left to CSS.
fn pixels(length: &str) -> Option<f64> {
    length.trim().strip_suffix("px")?.parse::<u32>().ok().map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracks(state: &GridState, width: f64) -> String {
        Layout::of(state, Some(width)).tracks
    }

    #[test]
    fn auto_fits_as_many_columns_as_the_container_holds() {
        let state = GridState::default();
        assert_eq!(tracks(&state, 740.0), "repeat(3,minmax(0,1fr))");
        assert_eq!(tracks(&state, 100.0), "repeat(1,minmax(0,1fr))");
        let state = GridState { min_column_width: "15em".to_owned(), ..state };
        assert_eq!(tracks(&state, 740.0), "repeat(auto-fill,minmax(min(100%,15em),1fr))");
    }

    #[test]
    fn a_number_of_columns_becomes_one_where_it_is_narrow() {
        let state = GridState { columns: Columns::Count(4), ..GridState::default() };
        assert_eq!(tracks(&state, 900.0), "repeat(4,minmax(0,1fr))");
        assert_eq!(tracks(&state, 479.0), "repeat(1,minmax(0,1fr))");
        assert_eq!(tracks(&GridState { narrow: 0.0, ..state }, 100.0), "repeat(4,minmax(0,1fr))");
    }

    #[test]
    fn breakpoints_follow_the_container() {
        let wide = Columns::Tracks("2fr 1fr".to_owned());
        let breakpoints = vec![(300.0, Columns::Count(2)), (600.0, wide)];
        let state = GridState { breakpoints, ..GridState::default() };
        assert_eq!(tracks(&state, 200.0), "repeat(1,minmax(0,1fr))");
        assert_eq!(tracks(&state, 300.0), "repeat(2,minmax(0,1fr))");
        assert_eq!(tracks(&state, 900.0), "2fr 1fr");
    }

    #[test]
    fn a_span_never_exceeds_the_columns_there_are() {
        let layout = Layout::count(2);
        assert_eq!(
            layout.cell_style(Some(&(5, 2))).as_deref(),
            Some("grid-column:span 2;grid-row:span 2;")
        );
        assert_eq!(layout.cell_style(None), None);
    }

    #[test]
    fn one_child_in_two_cells_has_two_keys() {
        let children = ["a", "b", "a"].map(|id| Reference(id.into()));
        let keys: Vec<_> = keyed(&children).map(|(key, _)| key).collect();
        assert_eq!(keys, ["a#0", "b#0", "a#1"]);
    }
}
