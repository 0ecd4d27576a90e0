//! What makes a struct a widget's state. The wire's map is parsed into it once; views never see the map.

use crate::change::Change;
use yewpyter_protocol::{Buffer, Map, Record, Value};

/// A widget's synced state: a record whose `Default` is the class's default state.
///
/// Its fields are named once, in [`Record::fields`]. Keys that the struct does not name are kept by the runtime and
/// survive the round trip.
pub trait WidgetState: Record + Clone + Default + 'static {
    /// `_model_name`, by convention ending in `Model`.
    const MODEL: &'static str;
    /// `_view_name`, by convention ending in `View`.
    const VIEW: &'static str;
    /// The fields that hold references to other models.
    const REFERENCES: &'static [&'static str] = &[];
    /// What custom messages are collected in, once per model; `()` where there are none.
    type Store: Store;
}

/// Data of a model that is not synced state: it belongs to this page, is fed by custom messages, outlives
/// its views, and is saved only as far as [`Store::saved`] says.
pub trait Store: Default + 'static {
    /// Takes in one custom message. The change it returns is applied at once (a question back, say).
    ///
    /// # Errors
    /// A text that names what was wrong with the message; it goes to the console and the store stays as it was.
    fn receive(&mut self, content: &Value, buffers: &[Buffer]) -> Result<Change, String>;

    /// Whether [`Store::receive`] looks at buffers. Where it does not, they need not be copied to where it could.
    const BUFFERS: bool = true;

    /// Runs when the model appears with a live kernel, and again after a reconnect.
    fn connected(&mut self) -> Change {
        Change::none()
    }

    /// Runs when messages of the reliable channel are gone for good. If not told otherwise, does what
    /// [`Store::connected`] does.
    fn missed(&mut self) -> Change {
        self.connected()
    }

    /// Keys that go into a document beside the state. They should be few, small, and none of the state's own.
    fn saved(&self) -> Map {
        Map::new()
    }

    /// Runs when the model appears without a kernel, or loses it. What [`Store::saved`] gave stands in `state`, if
    /// that comes from a document; anything else may stand there as well.
    fn disconnected(&mut self, _state: &Map) {}
}

impl Store for () {
    const BUFFERS: bool = false;

    fn receive(&mut self, _content: &Value, _buffers: &[Buffer]) -> Result<Change, String> {
        Ok(Change::none())
    }
}
