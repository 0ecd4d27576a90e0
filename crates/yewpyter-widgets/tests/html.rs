//! Each widget as HTML, in the states a person can see it in.

use expect_test::{Expect, expect};
use yewpyter_protocol::{ModelId, Value};
use yewpyter_runtime::Event;
use yewpyter_testing::Page;

fn page() -> Page {
    Page::new(yewpyter_widgets::registry())
}

fn check<const N: usize>(model: &str, state: [(&str, Value); N], expected: Expect) {
    let page = page();
    page.open("m", model, state);
    expected.assert_eq(&page.html("m"));
}

#[test]
fn button() {
    check(
        "ButtonModel",
        [("description", "Go".into()), ("button_style", "primary".into())],
        expect![[
            r#"<div class="yp-model"><button type="button" class="yp-button yp-primary">Go</button></div>"#
        ]],
    );
}

#[test]
fn button_without_text_names_itself() {
    check(
        "ButtonModel",
        [("disabled", true.into())],
        expect![[
            r#"<div class="yp-model"><button type="button" aria-label="Button" disabled="disabled" class="yp-button"></button></div>"#
        ]],
    );
}

#[test]
fn slider() {
    check(
        "SliderModel",
        [("value", 7.into()), ("description", "n".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-slider"><label for="yp-1-1073741825-track" title="n" class="yp-label">n</label><input value="7" id="yp-1-1073741825-track" type="range" class="yp-slider-track"><output for="yp-1-1073741825-track" class="yp-slider-readout">7</output></div></div>"#
        ]],
    );
}

#[test]
fn slider_of_floats_upright() {
    let state = [
        ("value", 0.5.into()),
        ("max", 1.into()),
        ("step", 0.05.into()),
        ("integer", false.into()),
        ("orientation", "vertical".into()),
    ];
    check(
        "SliderModel",
        state,
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-slider yp-vertical"><input value="0.5" max="1" step="0.05" type="range" aria-label="Slider" aria-valuetext="0.50" aria-orientation="vertical" class="yp-slider-track"><output class="yp-slider-readout">0.50</output></div></div>"#
        ]],
    );
}

#[test]
fn text_shows_markup_as_text() {
    check(
        "TextModel",
        [("value", "<b>&\"".into()), ("description", "<i>".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-text"><label for="yp-1-1073741825-input" title="&lt;i&gt;" class="yp-label">&lt;i&gt;</label><input value="&lt;b&gt;&amp;&quot;" id="yp-1-1073741825-input" type="text" placeholder="" spellcheck="false" autocomplete="off" class="yp-text-input"></div></div>"#
        ]],
    );
}

#[test]
fn progress() {
    check(
        "ProgressModel",
        [("value", 25.into()), ("description", "Load".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-progress"><span class="yp-label">Load</span><div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="25" aria-valuetext="25 %" aria-label="Load" class="yp-progress-bar"><div style="width:25%" class="yp-progress-fill"></div></div><span class="yp-progress-text">25 %</span></div></div>"#
        ]],
    );
}

#[test]
fn progress_that_nobody_can_measure() {
    check(
        "ProgressModel",
        [("indeterminate", true.into()), ("text", "Waiting".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-progress yp-busy"><div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuetext="Waiting" aria-label="Progress" class="yp-progress-bar"><div class="yp-progress-fill"></div></div><span class="yp-progress-text">Waiting</span></div></div>"#
        ]],
    );
}

#[test]
fn progress_of_a_number_that_is_none() {
    check(
        "ProgressModel",
        [("value", "nan".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-field yp-progress yp-busy"><div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-label="Progress" class="yp-progress-bar"><div class="yp-progress-fill"></div></div></div></div>"#
        ]],
    );
}

#[test]
fn output_pane() {
    check(
        "OutputPaneModel",
        [("description", "Log".into()), ("wrap", false.into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-pane yp-nowrap"><div role="log" aria-label="Log" tabindex="0" class="yp-pane-log"><div></div></div></div></div>"#
        ]],
    );
}

#[test]
fn install_button_ready_and_failed() {
    let packages = || Value::from(vec!["numpy"]);
    check(
        "InstallButtonModel",
        [("packages", packages()), ("python", "/usr/bin/python3".into())],
        expect![[
            r#"<div class="yp-model"><div class="yp-install"><div class="yp-install-row"><button type="button" class="yp-button yp-primary">Install numpy</button><span role="status" class="yp-install-outcome"></span></div></div></div>"#
        ]],
    );
    let failed = [
        ("packages", packages()),
        ("status", "failed".into()),
        ("message", "no such package".into()),
        ("restart", vec!["numpy"].into()),
    ];
    check(
        "InstallButtonModel",
        failed,
        expect![[
            r#"<div class="yp-model"><div class="yp-install"><div class="yp-install-row"><button type="button" class="yp-button yp-primary">Install numpy</button><span role="status" class="yp-install-outcome yp-failed">✗ no such package</span></div><div role="status" class="yp-install-restart">Restart the kernel to use what was installed: already imported were <strong>numpy</strong>.</div></div></div>"#
        ]],
    );
}

#[test]
fn grid_draws_its_own_children_and_leaves_slots_for_the_rest() {
    let page = page();
    page.handle(Event::HostInfo(yewpyter_runtime::HostInfo {
        foreign_models: true,
        ..Default::default()
    }));
    page.open(
        "a",
        "ButtonModel",
        [("description", Value::from("A")), ("layout", [("width", "50%")].into())],
    );
    let children = vec!["IPY_MODEL_a", "IPY_MODEL_other"];
    page.open(
        "g",
        "GridModel",
        [
            ("children", Value::from(children)),
            ("columns", 2.into()),
            ("spans", [("a", vec![2, 1])].into()),
        ],
    );
    expect![[r#"<div class="yp-model"><div style="grid-template-columns:repeat(2,minmax(0,1fr));gap:8px" class="yp-grid"><div style="grid-column:span 2;grid-row:span 1;width:50%;" class="yp-model yp-cell"><button type="button" class="yp-button">A</button></div><div class="yp-cell"><div class="yp-slot"></div></div></div></div>"#]].assert_eq(&page.html("g"));
}

#[test]
fn a_child_shown_twice_labels_each_of_its_places() {
    let page = page();
    page.open("t", "TextModel", [("description", "name")]);
    page.open("g", "GridModel", [("children", Value::from(vec!["IPY_MODEL_t", "IPY_MODEL_t"]))]);
    let html = page.html("g");
    let ids = |attribute: &str| -> Vec<String> {
        let found = html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        found.map(str::to_owned).collect()
    };
    let inputs = ids("<input value=\"\" id=\"");
    assert_eq!(inputs, ids("<label for=\""));
    assert!(inputs.len() == 2 && inputs[0] != inputs[1], "{inputs:?}");
}

#[test]
fn a_grid_inside_itself_is_refused() {
    let page = page();
    page.open("g", "GridModel", [("children", Value::from(vec!["IPY_MODEL_g"]))]);
    expect![[r#"<div class="yp-model"><div style="grid-template-columns:repeat(auto-fill,minmax(min(100%,240px),1fr));gap:8px" class="yp-grid"><div class="yp-cell"><div role="alert" class="yp-error"><strong>The widget g contains itself</strong><div class="yp-error-detail">Take it out of its own children.</div></div></div></div></div>"#]].assert_eq(&page.html("g"));
}

#[test]
fn a_wrong_type_names_the_field_and_the_next_good_update_heals_it() {
    let page = page();
    page.open("m", "SliderModel", [("value", Value::from("many"))]);
    expect![[r#"<div role="alert" class="yp-error"><strong>SliderModel cannot use its state</strong><div class="yp-error-detail">value: expected a number, got the text "many"</div></div>"#]].assert_eq(&page.html("m"));
    page.message(
        "m",
        [
            ("method", Value::from("update")),
            ("state", [("value", 3)].into()),
            ("buffer_paths", Value::List(vec![])),
        ],
    );
    assert!(page.html("m").contains("value=\"3\""));
}

#[test]
fn an_unknown_class_and_another_version_are_told() {
    let page = page();
    page.open("m", "TeapotModel", [("value", Value::from(1))]);
    expect![[r#"<div role="alert" class="yp-error"><strong>This widget cannot be shown</strong><div class="yp-error-detail">the page has no widget TeapotModel of module yewpyter</div></div>"#]].assert_eq(&page.html("m"));
    page.open("n", "SliderModel", [("_package_version", Value::from("9.9.9"))]);
    expect![[r#"<div role="alert" class="yp-error"><strong>This widget cannot be shown</strong><div class="yp-error-detail">the kernel has yewpyter 9.9.9, the page has 0.1.0; upgrade it in the environment that runs the Jupyter server (pip install -U yewpyter==9.9.9), then reload the page</div></div>"#]].assert_eq(&page.html("n"));
}

#[test]
fn a_widget_whose_kernel_died_keeps_its_state_and_says_so() {
    let page = page();
    page.open("m", "ProgressModel", [("value", Value::from(40))]);
    page.handle(Event::KernelStatus { model: Some(ModelId::from("m")), live: false });
    expect![[r#"<div class="yp-model yp-disconnected"><div class="yp-field yp-progress"><div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="40" aria-valuetext="40 %" aria-label="Progress" class="yp-progress-bar"><div style="width:40%" class="yp-progress-fill"></div></div><span class="yp-progress-text">40 %</span></div><span role="status" title="Disconnected: the kernel behind this widget is gone and this is its last state. Run the cell again." class="yp-offline">Disconnected</span></div>"#]].assert_eq(&page.html("m"));
}

#[test]
fn a_view_may_come_before_its_model() {
    let page = page();
    expect![[r#"<div role="status" class="yp-waiting">Waiting for this widget's model</div>"#]]
        .assert_eq(&page.html("m"));
}
