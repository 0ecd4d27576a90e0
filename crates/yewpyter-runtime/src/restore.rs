//! Fetching all models of a running kernel (rules R1–R7): what is being waited for, and until when.
//!
//! A pure book-keeper: it sends nothing and makes no model.
//!
//! Nothing is waited for without end. What comes after its time is still taken: a kernel that was busy
//! answers late.

use crate::event::Millis;
use litemap::LiteMap;
use yewpyter_protocol::{CommId, Map};

/// How long silence is waited out: a big answer can be dropped on the way (rule R6), and a kernel may
/// fail on single models (rule R7).
pub(crate) const PATIENCE: Millis = 4000.0;

/// One restore, or none.
#[derive(Debug, Default)]
pub(crate) struct Restore {
    /// The control comm, while it is open.
    control: Option<CommId>,
    phase: Phase,
}

#[derive(Debug, Default)]
enum Phase {
    /// Nothing is going on.
    #[default]
    Idle,
    /// Waiting for `update_states`.
    States { until: Millis },
    /// Waiting for the kernel's list of comms.
    Comms,
    /// Waiting for the state of single models.
    Models { asked: Vec<CommId>, answers: LiteMap<CommId, Map>, until: Millis },
}

impl Restore {
    /// Starts anew. Gives the control comm of the former restore, if it is still open.
    pub(crate) fn start(&mut self, control: CommId, now: Millis) -> Option<CommId> {
        self.phase = Phase::States { until: now + PATIENCE };
        self.control.replace(control)
    }

    pub(crate) fn is_control(&self, comm: &CommId) -> bool {
        self.control.as_ref() == Some(comm)
    }

    /// The kernel has closed the control comm. Says whether comms must be listed instead (rule R5).
    pub(crate) fn control_closed(&mut self) -> bool {
        self.control = None;
        self.fall_back()
    }

    /// Gives up on `update_states`. Says whether it was being waited for.
    pub(crate) fn fall_back(&mut self) -> bool {
        let waiting = matches!(self.phase, Phase::States { .. });
        if waiting {
            self.phase = Phase::Comms;
        }
        waiting
    }

    /// Whether a list of comms is awaited.
    pub(crate) fn wants_comms(&self) -> bool {
        matches!(self.phase, Phase::Comms)
    }

    /// These models have been asked one by one.
    pub(crate) fn asked(&mut self, asked: Vec<CommId>, now: Millis) {
        self.phase = Phase::Models { asked, answers: LiteMap::new_vec(), until: now + PATIENCE };
    }

    /// A model has answered, or has been found not to. Gives the state back where nobody waits for it.
    pub(crate) fn answered(
        &mut self,
        comm: &CommId,
        state: Option<Map>,
        now: Millis,
    ) -> Option<Map> {
        let Phase::Models { asked, answers, until } = &mut self.phase else { return state };
        let Some(index) = asked.iter().position(|other| other == comm) else {
            return state;
        };
        asked.swap_remove(index);
        *until = now + PATIENCE;
        if let Some(state) = state {
            answers.insert(comm.clone(), state);
        }
        None
    }

    /// Whether every model that was asked has answered.
    pub(crate) fn is_complete(&self) -> bool {
        matches!(&self.phase, Phase::Models { asked, .. } if asked.is_empty())
    }

    /// When silence will have lasted too long.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.phase {
            Phase::Idle | Phase::Comms => None,
            Phase::States { until } | Phase::Models { until, .. } => Some(*until),
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        !matches!(self.phase, Phase::Idle)
    }

    /// Ends the restore. Gives the models that have answered, and the control comm if it is still open.
    pub(crate) fn finish(&mut self) -> (LiteMap<CommId, Map>, Option<CommId>) {
        let answers = match std::mem::take(&mut self.phase) {
            Phase::Models { answers, .. } => answers,
            Phase::Idle | Phase::States { .. } | Phase::Comms => LiteMap::new_vec(),
        };
        (answers, self.control.take())
    }
}
