//! The one component that every widget is drawn in. What it draws is the widget's own.

use crate::handle::ModelHandle;
use crate::session::Ready;
use yew::functional::{Hook, HookContext};
use yew::{HtmlResult, Properties, component};

/// Properties of [`WidgetView`].
#[derive(Properties, PartialEq)]
pub(crate) struct WidgetViewProps {
    pub(crate) ready: Ready,
    pub(crate) handle: ModelHandle<()>,
}

/// Runs a widget's function component inside this one: Yew's whole life cycle is compiled anew for every component
/// type, which would be a large part of a small widget.
#[component]
pub(crate) fn WidgetView(props: &WidgetViewProps) -> HtmlResult {
    use_widget(props)
}

fn use_widget(props: &WidgetViewProps) -> UseWidget<'_> {
    UseWidget(props)
}

struct UseWidget<'a>(&'a WidgetViewProps);

impl Hook for UseWidget<'_> {
    type Output = HtmlResult;

    fn run(self, hooks: &mut HookContext) -> HtmlResult {
        let WidgetViewProps { ready, handle } = self.0;
        ready.widget.draw(hooks, ready, handle.clone())
    }
}
