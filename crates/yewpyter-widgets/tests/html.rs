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
    check("ButtonModel", [("description", "Go".into()), ("button_style", "primary".into())], expect![[""]]);
}

#[test]
fn button_without_text_names_itself() {
    check("ButtonModel", [("disabled", true.into())], expect![[""]]);
}

#[test]
fn slider() {
    check("SliderModel", [("value", 7.into()), ("description", "n".into())], expect![[""]]);
}

#[test]
fn slider_of_floats_upright() {
    let state = [("value", 0.5.into()), ("max", 1.into()), ("step", 0.05.into()), ("integer", false.into()), ("orientation", "vertical".into())];
    check("SliderModel", state, expect![[""]]);
}

#[test]
fn text_shows_markup_as_text() {
    check("TextModel", [("value", "<b>&\"".into()), ("description", "<i>".into())], expect![[""]]);
}

#[test]
fn progress() {
    check("ProgressModel", [("value", 25.into()), ("description", "Load".into())], expect![[""]]);
}

#[test]
fn progress_that_nobody_can_measure() {
    check("ProgressModel", [("indeterminate", true.into()), ("text", "Waiting".into())], expect![[""]]);
}

#[test]
fn progress_of_a_number_that_is_none() {
    check("ProgressModel", [("value", "nan".into())], expect![[""]]);
}

#[test]
fn output_pane() {
    check("OutputPaneModel", [("description", "Log".into()), ("wrap", false.into())], expect![[""]]);
}

#[test]
fn install_button_ready_and_failed() {
    let packages = || Value::from(vec!["numpy"]);
    check("InstallButtonModel", [("packages", packages()), ("python", "/usr/bin/python3".into())], expect![[""]]);
    let failed = [("packages", packages()), ("status", "failed".into()), ("message", "no such package".into()), ("restart", vec!["numpy"].into())];
    check("InstallButtonModel", failed, expect![[""]]);
}

#[test]
fn grid_draws_its_own_children_and_leaves_slots_for_the_rest() {
    let page = page();
    page.handle(Event::HostInfo(yewpyter_runtime::HostInfo { foreign_models: true, ..Default::default() }));
    page.open("a", "ButtonModel", [("description", Value::from("A")), ("layout", [("width", "50%")].into())]);
    let children = vec!["IPY_MODEL_a", "IPY_MODEL_other"];
    page.open("g", "GridModel", [("children", Value::from(children)), ("columns", 2.into()), ("spans", [("a", vec![2, 1])].into())]);
    expect![[""]].assert_eq(&page.html("g"));
}

#[test]
fn a_grid_inside_itself_is_refused() {
    let page = page();
    page.open("g", "GridModel", [("children", Value::from(vec!["IPY_MODEL_g"]))]);
    expect![[""]].assert_eq(&page.html("g"));
}

#[test]
fn a_wrong_type_names_the_field_and_the_next_good_update_heals_it() {
    let page = page();
    page.open("m", "SliderModel", [("value", Value::from("many"))]);
    expect![[""]].assert_eq(&page.html("m"));
    page.message("m", [("method", Value::from("update")), ("state", [("value", 3)].into()), ("buffer_paths", Value::List(vec![]))]);
    assert!(page.html("m").contains("value=\"3\""));
}

#[test]
fn an_unknown_class_and_another_version_are_told() {
    let page = page();
    page.open("m", "TeapotModel", [("value", Value::from(1))]);
    expect![[""]].assert_eq(&page.html("m"));
    page.open("n", "SliderModel", [("_package_version", Value::from("9.9.9"))]);
    expect![[""]].assert_eq(&page.html("n"));
}

#[test]
fn a_widget_whose_kernel_died_keeps_its_state_and_says_so() {
    let page = page();
    page.open("m", "ProgressModel", [("value", Value::from(40))]);
    page.handle(Event::KernelStatus { model: Some(ModelId::from("m")), live: false });
    expect![[""]].assert_eq(&page.html("m"));
}

#[test]
fn a_view_may_come_before_its_model() {
    let page = page();
    expect![[""]].assert_eq(&page.html("m"));
}
