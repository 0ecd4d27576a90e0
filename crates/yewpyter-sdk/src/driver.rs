//! The way out of a session: what it asks of whoever drives it. Nothing is performed here.

use crate::session::Session;
use crate::slot::{SlotContent, SlotId};
use web_sys::Element;
use yewpyter_runtime::{Effect, Millis, ViewId};

/// One thing to do outside: an effect of the runtime, or one that concerns an element on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum HostEffect {
    /// An effect of the runtime.
    Runtime(Effect),
    /// Fill an element with something the host draws: another library's model or a MIME bundle.
    FillSlot {
        /// The slot, until [`HostEffect::ReleaseSlot`].
        slot: SlotId,
        /// The mounted view it lies in.
        view: ViewId,
        /// What to show.
        content: SlotContent,
        /// Where. It is empty and stays the host's own.
        element: Element,
    },
    /// The slot is gone.
    ReleaseSlot(SlotId),
}

/// Drives a session: owns the clock and performs its effects.
pub trait Driver {
    /// The host's monotonic clock.
    fn now(&self) -> Millis;
    /// Performs one effect. The session is not borrowed meanwhile, so the driver may call back at once.
    fn perform(&self, session: &Session, effect: HostEffect);
}
