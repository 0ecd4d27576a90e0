//! Widgets as HTML without a browser, by Yew's server-side renderer. Effects of components do not run here.

use std::cell::RefCell;
use std::rc::Rc;
use tokio::runtime::Builder;
use tokio::task::LocalSet;
use yew::LocalServerRenderer;
use yewpyter_protocol::{CommId, Map, ModelId, Value};
use yewpyter_runtime::{Defaults, Event, Millis, ViewId};
use yewpyter_sdk::{Child, ChildProps, Driver, HostEffect, Registry, Session, ViewContext};

/// A page with a runtime and no browser: open models, send them messages, read their HTML.
///
/// ```
/// use yewpyter_sdk::Registry;
/// let page = yewpyter_testing::Page::new(Registry::new("mine", "1.0.0"));
/// assert!(page.html("nobody").contains("Waiting"));
/// ```
pub struct Page {
    module: &'static str,
    session: Session,
    asked: Rc<RefCell<Vec<HostEffect>>>,
}

struct Recorder(Rc<RefCell<Vec<HostEffect>>>);

impl Driver for Recorder {
    fn now(&self) -> Millis {
        0.0
    }

    fn perform(&self, _session: &Session, effect: HostEffect) {
        self.0.borrow_mut().push(effect);
    }
}

impl Page {
    /// Makes an empty page that knows the registry's widgets.
    pub fn new(registry: Registry) -> Self {
        let asked = Rc::default();
        let module = registry.module();
        let session = Session::new(registry, Recorder(Rc::clone(&asked)));
        Self { module, session, asked }
    }

    /// Opens a model of the registry's module with a live kernel; keys not given have their defaults.
    pub fn open(&self, id: &str, model_name: &str, state: impl Into<Value>) {
        let names = [
            ("_model_module", self.module),
            ("_model_name", model_name),
            ("_model_module_version", "*"),
        ];
        let mut all: Map = names.map(|(key, name)| (key.to_owned(), Value::from(name))).into();
        if let Value::Map(state) = state.into() {
            all.extend(state);
        }
        let comm = Some(CommId::from(id));
        self.session.handle(Event::ModelOpened {
            model: ModelId::from(id),
            comm,
            state: all,
            unconfirmed: Map::new(),
        });
    }

    /// Opens a model from a document's state, which has no kernel.
    pub fn reopen(&self, id: &str, state: Map) {
        let (model, unconfirmed) = (ModelId::from(id), Map::new());
        self.session.handle(Event::ModelOpened { model, comm: None, state, unconfirmed });
    }

    /// The model's state as a document holds it: what differs from the defaults, and what its store adds.
    pub fn saved(&self, id: &str) -> Option<Map> {
        self.session.state_to_save(&ModelId::from(id), Defaults::Drop)
    }

    /// Hands the page a `comm_msg` with this `content.data`.
    pub fn message(&self, id: &str, data: impl Into<Value>) {
        let comm = CommId::from(id);
        self.session.handle(Event::CommMessage {
            comm,
            data: data.into(),
            buffers: Vec::new(),
            parent: None,
        });
    }

    /// Tells the page anything else.
    pub fn handle(&self, event: Event) {
        self.session.handle(event);
    }

    /// What the page has asked of its host since the last call.
    pub fn take_effects(&self) -> Vec<HostEffect> {
        self.asked.take()
    }

    /// The model's view as it is drawn now.
    ///
    /// # Panics
    /// When no thread can be had for the renderer.
    pub fn html(&self, id: &str) -> String {
        let context = ViewContext::new(self.session.clone(), ViewId(1));
        let props = ChildProps::mounted(ModelId::from(id), context);
        let renderer = LocalServerRenderer::<Child>::with_props(props).hydratable(false);
        let runtime = Builder::new_current_thread().build();
        #[expect(
            clippy::expect_used,
            reason = "a test double: without a renderer there is no test"
        )]
        let runtime = runtime.expect("a runtime without I/O can always be built");
        LocalSet::new().block_on(&runtime, renderer.render())
    }
}
