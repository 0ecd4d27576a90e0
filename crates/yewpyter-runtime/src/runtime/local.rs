//! What comes from this page: views, their handlers, links, other extensions (rules S1–S4, X2, C2).

use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::event::ViewId;
use crate::model::Set;
use crate::tickets::Purpose;
use yewpyter_protocol::{Buffer, Map, ModelId, Value, encode_custom};

const VIEW_COUNT: &str = "_view_count";

impl Runtime {
    /// Changes own state. A model that is gone has nobody to tell: a view may act late.
    pub(super) fn local_change(&mut self, id: &ModelId, patch: Map, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let has_kernel = model.comm().is_some();
        let mut changed = Map::new();
        for (key, value) in patch {
            if let Set::Changed(before) = model.set(&key, value.clone()) {
                if has_kernel {
                    model.channel.changed(&key, before, &value);
                }
                changed.insert(key, value);
            }
        }
        self.tell_change(id, changed, turn);
    }

    pub(super) fn local_save(&mut self, id: &ModelId, view: Option<ViewId>, turn: &mut Turn) {
        if let Some(model) = self.models.get_mut(id) {
            model.save(view);
            self.flush(id, turn);
        }
    }

    /// Custom messages are neither merged nor held back (rule S8), and come after the state they were sent after.
    /// Without a kernel they are dropped (rule X3).
    pub(super) fn local_custom(
        &mut self,
        id: &ModelId,
        (content, buffers): (Value, Vec<Buffer>),
        view: Option<ViewId>,
        turn: &mut Turn,
    ) {
        if self.models.get(id).is_none_or(|model| !model.is_live()) {
            return;
        }
        self.send_waiting(id, turn);
        let ticket = self.tickets.issue(Purpose::Custom(id.clone()));
        self.post_from(view, (id, ticket), encode_custom(content, buffers), turn);
    }

    pub(super) fn local_close(&mut self, id: &ModelId, turn: &mut Turn) {
        let live = self.models.get(id).filter(|model| model.is_live() && model.is_root());
        if let Some(comm) = live.and_then(|model| model.comm()) {
            turn.push(Effect::CloseComm { comm: comm.clone() });
        }
        self.drop_model(id, turn);
    }

    pub(super) fn mount(&mut self, view: ViewId, model: &ModelId, turn: &mut Turn) {
        if self.views.model(view).is_some_and(|shown| shown != model) {
            self.unmount(view, turn);
        }
        if self.views.mount(view, model) {
            self.count_views(model, 1, turn);
        }
    }

    pub(super) fn unmount(&mut self, view: ViewId, turn: &mut Turn) {
        let Some(model) = self.views.unmount(view) else { return };
        if self.views.of(&model) == 0 {
            self.closed.remove(&model);
        }
        self.count_views(&model, -1, turn);
    }

    /// Keeps `_view_count`, where the kernel wants to know it: then it is a number.
    pub(super) fn count_views(&mut self, id: &ModelId, more: i64, turn: &mut Turn) {
        let model = self.models.get(id).filter(|_| more != 0 && !self.host.counts_views);
        if let Some(Value::Int(count)) = model.and_then(|model| model.state().get(VIEW_COUNT)) {
            let count = Value::Int(count.saturating_add(more).max(0));
            self.local_change(id, Map::from([(VIEW_COUNT.to_owned(), count)]), turn);
            self.local_save(id, None, turn);
        }
    }
}
