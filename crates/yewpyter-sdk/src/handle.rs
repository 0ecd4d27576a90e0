//! What a component holds of its model: properties in, changes out.

use crate::change::Change;
use crate::common::Common;
use crate::session::Session;
use crate::slot::{SlotContent, SlotGuard};
use crate::state::WidgetState;
use crate::view_context::ViewContext;
use std::marker::PhantomData;
use std::rc::Rc;
use web_sys::Element;
use yew::{Callback, Properties};
use yewpyter_protocol::ModelId;

/// The properties of every widget's component.
#[derive(Properties)]
pub struct ViewProps<S: WidgetState> {
    pub(crate) state: Rc<S>,
    pub(crate) common: Rc<Common>,
    pub(crate) revision: u64,
    /// The model: where handlers and stores are reached.
    pub model: ModelHandle<S>,
}

impl<S: WidgetState> ViewProps<S> {
    /// The typed state. Read it first thing in a view: it also notes what is being drawn, should drawing crash.
    pub fn state(&self) -> &Rc<S> {
        Session::enter(Some(&self.model.model));
        &self.state
    }

    /// The keys that every widget has.
    pub fn common(&self) -> &Rc<Common> {
        &self.common
    }

    /// Counts the custom messages the store has taken in: an effect on it runs when there is something new.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

impl<S: WidgetState> PartialEq for ViewProps<S> {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.model == other.model
            && Rc::ptr_eq(&self.state, &other.state)
            && Rc::ptr_eq(&self.common, &other.common)
    }
}

/// A model, as seen from one of its views. Cheap to clone.
pub struct ModelHandle<S> {
    pub(crate) context: ViewContext,
    pub(crate) model: ModelId,
    kind: PhantomData<fn() -> S>,
}

impl<S> Clone for ModelHandle<S> {
    fn clone(&self) -> Self {
        Self { context: self.context.clone(), model: self.model.clone(), kind: PhantomData }
    }
}

impl<S> PartialEq for ModelHandle<S> {
    fn eq(&self, other: &Self) -> bool {
        self.model == other.model && self.context == other.context
    }
}

impl ModelHandle<()> {
    pub(crate) fn new(context: ViewContext, model: ModelId) -> Self {
        Self { context, model, kind: PhantomData }
    }

    pub(crate) fn typed<S: WidgetState>(self) -> ModelHandle<S> {
        ModelHandle { context: self.context, model: self.model, kind: PhantomData }
    }
}

impl<S: WidgetState> ModelHandle<S> {
    /// The model's id.
    pub fn id(&self) -> &ModelId {
        &self.model
    }

    /// An id for an element of this view, unique on the page, for labels and ARIA.
    pub fn element_id(&self, part: &str) -> String {
        self.context.element_id(part)
    }

    /// Makes a callback of a pure handler: it gets the state as it is when the event comes.
    pub fn on<E: 'static>(&self, handler: impl Fn(&S, E) -> Change + 'static) -> Callback<E> {
        let handle = self.clone();
        Callback::from(move |event| {
            Session::enter(Some(&handle.model));
            let state = handle.context.session.state(&handle.model);
            if let Some(state) = state.as_ref().and_then(|state| state.downcast_ref()) {
                handle.apply(handler(state, event));
            }
        })
    }

    /// Applies a change now.
    pub fn apply(&self, change: Change) {
        self.context.session.apply(&self.model, Some(self.context.view), change);
    }

    /// Reads the model's store; `None` once the model is closed.
    pub fn with_store<R>(&self, read: impl FnOnce(&S::Store) -> R) -> Option<R> {
        self.context.session.with_store::<S, R>(&self.model, read)
    }

    /// Has the host fill an element this view made by itself; ends when the guard is dropped.
    pub fn open_slot(
        &self,
        content: SlotContent,
        element: Element,
        on_result: Callback<Option<String>>,
    ) -> SlotGuard {
        SlotGuard::open(&self.context, content, element, on_result)
    }
}
