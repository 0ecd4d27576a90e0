//! Installs packages into the kernel's own environment. What is installed was decided in the kernel:
//! this side can only say "go" and "stop".

use web_sys::HtmlElement;
use yew::{
    Html, MouseEvent, NodeRef, UseStateHandle, classes, component, hook, html, use_effect_with,
    use_mut_ref, use_node_ref, use_state_eq,
};
use yewpyter_sdk::{Change, Child, Fields, Record, Reference, ViewProps, WidgetState, choices};

/// State of an install button.
#[derive(Clone, Debug, PartialEq)]
pub struct InstallButtonState {
    /// The text on the button; empty names the packages.
    pub description: String,
    /// The requirements, as a person reads them.
    pub packages: Vec<String>,
    /// The interpreter they go into, as a person reads it.
    pub python: String,
    /// How far it is.
    pub status: InstallStatus,
    /// What came of it, and why.
    pub message: String,
    /// Imported modules whose packages changed: they stay old until the kernel restarts.
    pub restart: Vec<String>,
    /// Whether to ask before it begins.
    pub confirm: bool,
    /// Whether it can be pressed.
    pub disabled: bool,
    /// The pane with the installer's own words.
    pub log: Option<Reference>,
}

/// How far an installation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InstallStatus {
    /// Nothing has happened.
    #[default]
    Ready,
    /// The installer runs.
    Installing,
    /// The installer is being ended.
    Cancelling,
    /// Everything is installed.
    Succeeded,
    /// It did not work; the message says why.
    Failed,
    /// It was ended on request.
    Cancelled,
}

choices!(InstallStatus { Ready = "ready", Installing = "installing", Cancelling = "cancelling", Succeeded = "succeeded", Failed = "failed", Cancelled = "cancelled" });

impl InstallStatus {
    fn is_running(self) -> bool {
        matches!(self, Self::Installing | Self::Cancelling)
    }
}

impl Default for InstallButtonState {
    fn default() -> Self {
        Self {
            description: String::new(),
            packages: Vec::new(),
            python: String::new(),
            status: InstallStatus::Ready,
            message: String::new(),
            restart: Vec::new(),
            confirm: true,
            disabled: false,
            log: None,
        }
    }
}

impl Record for InstallButtonState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("description", &mut self.description)
            .field("packages", &mut self.packages)
            .field("python", &mut self.python)
            .field("status", &mut self.status)
            .field("message", &mut self.message)
            .field("restart", &mut self.restart)
            .field("confirm", &mut self.confirm)
            .field("disabled", &mut self.disabled)
            .field("log", &mut self.log);
    }
}

impl WidgetState for InstallButtonState {
    const MODEL: &'static str = "InstallButtonModel";
    const VIEW: &'static str = "InstallButtonView";
    const REFERENCES: &'static [&'static str] = &["log"];
    type Store = ();
}

/// Draws an install button.
#[component]
pub fn InstallButton(props: &ViewProps<InstallButtonState>) -> Html {
    let state = props.state();
    let asking = use_asking();
    html! {
        <div class="yp-install">
            <div class="yp-install-row">
                { if *asking.open && !state.status.is_running() { question(props, &asking) } else { action(props, &asking) } }
                { outcome(state) }
            </div>
            if state.status.is_running() {
                <div class="yp-progress yp-busy"><div class="yp-progress-bar" role="progressbar" aria-label={label(state)}><div class="yp-progress-fill" /></div></div>
            }
            { restart_notice(state) }
            if let Some(log) = state.log.as_ref().filter(|_| state.status != InstallStatus::Ready) {
                <Child model={log.0.clone()} />
            }
        </div>
    }
}

/// Whether the question is open, and which button is to be pressed next.
struct Asking {
    open: UseStateHandle<bool>,
    button: NodeRef,
}

#[hook]
fn use_asking() -> Asking {
    let open = use_state_eq(|| false);
    let button = use_node_ref();
    let before = use_mut_ref(|| false);
    use_effect_with((*open, button.clone()), move |(open, button)| {
        let turned = before.replace(*open) != *open;
        // The button that was pressed has just left the page, and would take the focus with it.
        if let Some(button) = button.cast::<HtmlElement>().filter(|_| turned) {
            // A page in the background may refuse; then nobody is typing there either.
            let _ = button.focus();
        }
    });
    Asking { open, button }
}

/// The one button: install, cancel, or try again.
fn action(props: &ViewProps<InstallButtonState>, asking: &Asking) -> Html {
    let state = props.state();
    if state.status.is_running() {
        let cancelling = state.status == InstallStatus::Cancelling;
        let text = if cancelling { "Cancelling…" } else { "Cancel" };
        return html! {
            <button ref={asking.button.clone()} class="yp-button" type="button" disabled={cancelling} onclick={props.model.on(stop)}>{ text }</button>
        };
    }
    let (ask, go) = (asking.open.setter(), props.model.on(go));
    let confirm = state.confirm;
    let onclick = move |event: MouseEvent| if confirm { ask.set(true) } else { go.emit(event) };
    html! {
        <button ref={asking.button.clone()} class="yp-button yp-primary" type="button" disabled={state.disabled}
            tabindex={props.common().tab_index()} {onclick}>{ label(state) }</button>
    }
}

fn question(props: &ViewProps<InstallButtonState>, asking: &Asking) -> Html {
    let state = props.state();
    let (close, go) = (asking.open.setter(), props.model.on(go));
    let yes = {
        let close = close.clone();
        move |event: MouseEvent| {
            close.set(false);
            go.emit(event);
        }
    };
    html! {
        <div class="yp-install-question" role="group" aria-label="Confirm the installation">
            <span>{ "Install " }<strong>{ state.packages.join(", ") }</strong>{ " into " }<code>{ &state.python }</code>{ "?" }</span>
            <button ref={asking.button.clone()} class="yp-button yp-primary" type="button" disabled={state.disabled} onclick={yes}>{ "Install" }</button>
            <button class="yp-button" type="button" onclick={move |_| close.set(false)}>{ "Not now" }</button>
        </div>
    }
}

fn outcome(state: &InstallButtonState) -> Html {
    let (class, mark) = match state.status {
        InstallStatus::Succeeded => ("yp-succeeded", "✓ "),
        InstallStatus::Failed => ("yp-failed", "✗ "),
        _ => ("", ""),
    };
    html! { <span class={classes!("yp-install-outcome", class)} role="status">{ mark }{ &state.message }</span> }
}

fn restart_notice(state: &InstallButtonState) -> Option<Html> {
    (!state.restart.is_empty()).then(|| {
        let modules = state.restart.join(", ");
        html! { <div class="yp-install-restart" role="status">{ "Restart the kernel to use what was installed: already imported were " }<strong>{ modules }</strong>{ "." }</div> }
    })
}

fn label(state: &InstallButtonState) -> String {
    if state.description.is_empty() {
        format!("Install {}", state.packages.join(", "))
    } else {
        state.description.clone()
    }
}

fn go(state: &InstallButtonState, _event: MouseEvent) -> Change {
    if state.disabled || state.status.is_running() {
        Change::none()
    } else {
        Change::none().send([("event", "go")])
    }
}

fn stop(state: &InstallButtonState, _event: MouseEvent) -> Change {
    if state.status == InstallStatus::Installing {
        Change::none().send([("event", "stop")])
    } else {
        Change::none()
    }
}
