//! Collects the findings of the checks.

use super::Finding;
use super::source::{Place, Sources};

/// What a check says into.
pub(super) struct Report<'a> {
    sources: &'a Sources<'a>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) const fn new(sources: &'a Sources<'a>, findings: &'a mut Vec<Finding>) -> Self {
        Self { sources, findings }
    }

    /// Notes a fault, what is wrong and what to do.
    pub(super) fn add(&mut self, place: &Place, problem: impl Into<String>, way_out: impl Into<String>) {
        self.findings.push(self.sources.finding(place, problem.into(), way_out.into()));
    }
}
