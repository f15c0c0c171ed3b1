//! How a plan is cut into segments, and what they need before they start.

use std::sync::Arc;

use crate::digests::RunRoom;
use crate::guard::guarded;
use crate::limits::Limits;
use crate::outlet::Output;
use crate::plan::{AnyStage, Named, Plan};
use crate::process::{End, Segment, Slot, Verdicts};
use crate::spool::Origins;
use crate::{RunControl, RunError};

impl Plan {
    /// Makes ready what stages need besides documents.
    ///
    /// # Errors
    /// When no document could be worked on, since a program or a model is missing.
    pub fn open_stages(&self) -> Result<(), RunError> {
        for Named { name, step } in &self.stages {
            if let AnyStage::Document(step) = step {
                guarded(|| step.open()).map_err(|error| RunError::step(name, error))?;
            }
        }
        Ok(())
    }

    /// What a corpus stage may take up.
    pub(crate) fn room(&self) -> RunRoom {
        RunRoom {
            memory: usize::try_from(self.settings.memory.0).unwrap_or(usize::MAX),
            folder: self.settings.spool.clone(),
        }
    }

    /// The outputs with the places of their counts. A shard leaves its documents as they are: what
    /// outputs make of them is for the merge.
    fn sinks(&self, control: &RunControl) -> Vec<Slot<'_, Output>> {
        let written = self.outputs.iter().filter(|_| control.part.writes());
        let numbered = (self.stages.len() + 1..).zip(written);
        let slot =
            numbered.map(|(index, Named { name, step })| Slot { index, name: name.as_str(), step });
        slot.collect()
    }
}

impl<'a> Segment<'a> {
    /// The stages up to the next corpus stage, or up to the outputs; `stages` are those that are
    /// left, with their numbers, and `verdicts` those of the corpus stage before them.
    pub(crate) fn next(
        plan: &'a Plan,
        control: &RunControl,
        stages: &mut impl Iterator<Item = (&'a Named<AnyStage>, usize)>,
        verdicts: Option<Verdicts<'a>>,
    ) -> Self {
        let mut segment = Segment {
            input: Slot { index: 0, name: &plan.input.name, step: plan.input.step.as_ref() },
            verdicts,
            stages: Vec::new(),
            end: End::Sinks(plan.sinks(control)),
            origins: Origins::default(),
            spools_documents: false,
            steps: plan.step_names().len(),
            timings: plan.settings.timings,
            rejects: plan.settings.rejects,
            sample: plan.settings.rejects_sample,
            limits: Limits::new(&plan.settings),
            at_work: Arc::clone(&control.at_work),
        };
        for (Named { name, step }, index) in stages {
            match step {
                AnyStage::Document(step) => {
                    segment.stages.push(Slot { index, name, step: step.as_ref() });
                }
                AnyStage::Corpus(step) => {
                    segment.end = End::Barrier(Slot { index, name, step: step.as_ref() });
                    break;
                }
            }
        }
        segment
    }
}
