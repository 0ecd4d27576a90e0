//! A wire that loses and doubles: whatever it did, both sides are equal once it works again.

use crate::classes::classes;
use crate::tree_kernel::{ROOT, TreeKernel};
use proptest::collection::vec;
use proptest::prelude::*;
use yewpyter_protocol::Value;
use yewpyter_runtime::HostInfo;
use yewpyter_testing::FakeHost;

const NAMES: [&str; 3] = ["a", "b", "c"];

#[derive(Clone, Debug)]
enum Act {
    Add(usize),
    Remove(usize),
    Set(usize, i64),
    Post(usize),
    Flush(Fate),
    Beacon(Fate),
    /// The kernel takes what the page has sent, and its answers meet this.
    Listen(Fate, Fate),
    Wait,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Arrives,
    Lost,
    Doubled,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![Just(Fate::Arrives), Just(Fate::Lost), Just(Fate::Doubled)]
}

fn act() -> impl Strategy<Value = Act> {
    let name = 0..NAMES.len();
    prop_oneof![
        1 => name.clone().prop_map(Act::Add),
        1 => name.clone().prop_map(Act::Remove),
        4 => (name.clone(), 0_i64..5).prop_map(|(name, value)| Act::Set(name, value)),
        3 => name.prop_map(Act::Post),
        6 => fate().prop_map(Act::Flush),
        1 => fate().prop_map(Act::Beacon),
        2 => (fate(), fate()).prop_map(|(to, from)| Act::Listen(to, from)),
        1 => Just(Act::Wait),
    ]
}

struct World {
    page: FakeHost,
    kernel: TreeKernel,
    posted: i64,
    heard: Vec<(String, Value)>,
}

impl World {
    fn new() -> Self {
        let info = HostInfo { in_order: true, ..HostInfo::default() };
        let mut kernel = TreeKernel::default();
        kernel.add("a", 1);
        kernel.flush();
        let mut page = FakeHost::with_info(classes(), info);
        page.handle(kernel.opening());
        Self { page, kernel, posted: 0, heard: Vec::new() }
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Add(name) if !self.kernel.sliders.contains_key(NAMES[name]) => {
                self.kernel.add(NAMES[name], 3);
            }
            // A model that goes and comes again is another one to its listeners.
            Act::Remove(name)
                if self
                    .kernel
                    .sliders
                    .get(NAMES[name])
                    .is_some_and(|found| found.posts.is_empty()) =>
            {
                self.kernel.sliders.remove(NAMES[name]);
            }
            Act::Set(name, value) => self.kernel.set(NAMES[name], value),
            Act::Post(name) => {
                self.posted += 1;
                self.kernel.post(NAMES[name], Value::Int(self.posted));
            }
            Act::Flush(fate) => {
                let events = self.kernel.flush().into_iter().collect();
                self.deliver(events, fate);
            }
            Act::Beacon(fate) => {
                let events = vec![self.kernel.beacon()];
                self.deliver(events, fate);
            }
            Act::Listen(to, from) => self.listen(to, from),
            Act::Wait => self.page.advance(31_000.0),
            Act::Add(_) | Act::Remove(_) => {}
        }
        let heard = self.page.take_received().into_iter();
        self.heard.extend(heard.map(|found| (found.model.as_str().to_owned(), found.content)));
    }

    fn deliver(&mut self, events: Vec<yewpyter_runtime::Event>, fate: Fate) {
        for event in events {
            if fate == Fate::Doubled {
                self.page.handle(event.clone());
            }
            if fate != Fate::Lost {
                self.page.handle(event);
            }
        }
    }

    fn listen(&mut self, to: Fate, from: Fate) {
        for sent in self.page.take_sent() {
            for _ in 0..[1, 0, 2][to as usize] {
                let replies = self.kernel.replies(sent.clone());
                self.deliver(replies, from);
            }
        }
    }

    /// The wire works again, and the kernel says how far it is.
    fn settle(&mut self) {
        self.act(&Act::Flush(Fate::Arrives));
        self.act(&Act::Beacon(Fate::Arrives));
        for _ in 0..4 {
            self.act(&Act::Listen(Fate::Arrives, Fate::Arrives));
            self.act(&Act::Wait);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn both_sides_end_equal_and_every_reliable_message_is_heard_once(acts in vec(act(), 0..40)) {
        let mut world = World::new();
        acts.iter().for_each(|act| world.act(act));
        world.settle();
        for name in NAMES {
            let there = world.kernel.sliders.get(name);
            let here = world.page.runtime().model(&name.into());
            prop_assert_eq!(here.is_some(), there.is_some(), "{}", name);
            if let (Some(here), Some(there)) = (here, there) {
                prop_assert_eq!(&here.state()["value"], &Value::Int(there.value), "{}", name);
                let mine: Vec<_> = world.heard.iter().filter(|(id, _)| id == name).map(|(_, content)| content.clone()).collect();
                prop_assert!(there.posts.ends_with(&mine), "{} heard {:?} of {:?}", name, mine, there.posts);
                // A page hears what is said after it has come to know the model.
                let known_always = name == "a" && !acts.iter().any(|act| matches!(act, Act::Remove(0)));
                prop_assert!(!known_always || mine == there.posts, "{} heard {:?} of {:?}", name, mine, there.posts);
            }
        }
        prop_assert!(!world.page.has_error());
        // Silence: nothing is asked where nothing is wrong.
        world.page.take_sent();
        world.page.advance(100_000.0);
        prop_assert_eq!(world.page.take_sent(), vec![]);
        prop_assert_eq!(world.page.state(ROOT)["children"].as_list().map(<[_]>::len), Some(world.kernel.sliders.len()));
    }
}
