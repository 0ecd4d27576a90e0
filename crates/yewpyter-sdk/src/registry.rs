//! The list of widgets of one crate: classes for the runtime, components for the page. One visible line each.

use crate::common::Common;
use crate::handle::{ModelHandle, ViewProps};
use crate::notice::error_box;
use crate::session::Ready;
use crate::state::{Store, WidgetState};
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;
use yew::HtmlResult;
use yew::functional::{FunctionProvider, HookContext};
use yewpyter_protocol::{Buffer, FieldError, Map, Value, read_record, write_record};
use yewpyter_runtime::{Classes, ModelClass};

use crate::change::Change;

/// What a bundle offers: its widgets and their stylesheets, under one module name and version.
#[derive(Clone)]
pub struct Registry {
    module: &'static str,
    version: &'static str,
    widgets: Vec<Rc<dyn AnyWidget>>,
    styles: Vec<&'static str>,
}

impl Registry {
    /// Starts an empty list for `_model_module` `module`, in the version of the crate: `env!("CARGO_PKG_VERSION")`.
    pub fn new(module: &'static str, version: &'static str) -> Self {
        Self { module, version, widgets: Vec::new(), styles: vec![crate::STYLE] }
    }

    /// Adds a widget: its state, and the function component that draws it.
    #[must_use]
    pub fn widget<S, C>(mut self) -> Self
    where
        S: WidgetState,
        C: FunctionProvider<Properties = ViewProps<S>> + 'static,
    {
        self.widgets.push(Rc::new(Of::<S, C>(PhantomData)));
        self
    }

    /// Adds a stylesheet, put into the page once.
    #[must_use]
    pub fn style(mut self, css: &'static str) -> Self {
        self.styles.push(css);
        self
    }

    /// The module name its widgets carry.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The version of the front-end that offers these widgets.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The stylesheets, in the order they were added.
    pub fn styles(&self) -> &[&'static str] {
        &self.styles
    }

    /// The classes as data, each with its view's name.
    pub fn classes(&self) -> impl Iterator<Item = (ModelClass, &'static str)> {
        self.widgets.iter().map(|widget| (self.class(widget.as_ref()), widget.view_name()))
    }

    pub(crate) fn runtime_classes(&self) -> Classes {
        let mut classes = Classes::new();
        self.classes().for_each(|(class, _)| classes.insert(class));
        classes
    }

    pub(crate) fn find(&self, module: &str, model_name: &str) -> Option<Rc<dyn AnyWidget>> {
        let same = |widget: &&Rc<dyn AnyWidget>| {
            module == self.module && widget.model_name() == model_name
        };
        self.widgets.iter().find(same).cloned()
    }

    fn class(&self, widget: &dyn AnyWidget) -> ModelClass {
        let mut defaults = widget.defaults();
        let mut set = |key: &str, value: &str| defaults.insert(key.to_owned(), Value::from(value));
        set("_model_module", self.module);
        set("_model_module_version", "*");
        set("_model_name", widget.model_name());
        set("_view_module", self.module);
        set("_view_module_version", "*");
        set("_view_name", widget.view_name());
        ModelClass {
            module: self.module.to_owned(),
            name: widget.model_name().to_owned(),
            version: self.version.to_owned(),
            defaults,
            references: widget.references().iter().map(|key| (*key).to_owned()).collect(),
        }
    }
}

/// A widget with its types erased, as the session holds it.
pub(crate) trait AnyWidget {
    fn model_name(&self) -> &'static str;
    fn view_name(&self) -> &'static str;
    fn references(&self) -> &'static [&'static str];
    fn defaults(&self) -> Map;
    fn parse(&self, state: &Map) -> Result<Rc<dyn Any>, FieldError>;
    fn new_store(&self) -> Box<dyn AnyStore>;
    /// Runs the widget's component; `hooks` are those of the place it is drawn in.
    fn draw(&self, hooks: &mut HookContext, ready: &Ready, handle: ModelHandle<()>) -> HtmlResult;
}

struct Of<S, C>(PhantomData<(S, C)>);

impl<S, C> AnyWidget for Of<S, C>
where
    S: WidgetState,
    C: FunctionProvider<Properties = ViewProps<S>>,
{
    fn model_name(&self) -> &'static str {
        S::MODEL
    }

    fn view_name(&self) -> &'static str {
        S::VIEW
    }

    fn references(&self) -> &'static [&'static str] {
        S::REFERENCES
    }

    fn defaults(&self) -> Map {
        let mut defaults = write_record(&mut Common::default());
        defaults.extend(write_record(&mut S::default()));
        defaults
    }

    fn parse(&self, state: &Map) -> Result<Rc<dyn Any>, FieldError> {
        read_record::<S>(state).map(|state| Rc::new(state) as Rc<dyn Any>)
    }

    fn new_store(&self) -> Box<dyn AnyStore> {
        Box::new(S::Store::default())
    }

    fn draw(&self, hooks: &mut HookContext, ready: &Ready, handle: ModelHandle<()>) -> HtmlResult {
        let Ok(state) = ready.state.clone().downcast::<S>() else {
            return Ok(error_box(S::MODEL, "It was given another widget's state.", None));
        };
        let (common, revision) = (ready.common.clone(), ready.revision);
        C::run(hooks, &ViewProps { state, common, revision, model: handle.typed() })
    }
}

/// A store with its type erased.
pub(crate) trait AnyStore {
    fn receive(&mut self, content: &Value, buffers: &[Buffer]) -> Result<Change, String>;
    fn takes_buffers(&self) -> bool;
    fn connected(&mut self) -> Change;
    fn missed(&mut self) -> Change;
    fn saved(&self) -> Map;
    fn disconnected(&mut self, state: &Map);
    fn as_any(&self) -> &dyn Any;
}

impl<T: Store> AnyStore for T {
    fn receive(&mut self, content: &Value, buffers: &[Buffer]) -> Result<Change, String> {
        Store::receive(self, content, buffers)
    }

    fn takes_buffers(&self) -> bool {
        T::BUFFERS
    }

    fn connected(&mut self) -> Change {
        Store::connected(self)
    }

    fn missed(&mut self) -> Change {
        Store::missed(self)
    }

    fn saved(&self) -> Map {
        Store::saved(self)
    }

    fn disconnected(&mut self, state: &Map) {
        Store::disconnected(self, state);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
