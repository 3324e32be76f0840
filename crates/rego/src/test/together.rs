//! Many tests on one engine, which is prepared once: for those who only want to know whether one fails.

use std::sync::PoisonError;

use super::{Case, Tests, part};
use crate::engine::{self, Settings};
use crate::evaluate::{Limits, is_time_limit};
use crate::lowered::Chosen;
use crate::value::Value;

impl Tests {
    /// The name of the first test that is not true, and whether it took too long.
    pub(crate) fn first_failing(&self, cases: &[&Case], limits: &Limits) -> Option<(String, bool)> {
        let first = || cases.first().map(|case| (case.full_name(), false));
        let mut chosen = Chosen::new();
        for case in cases {
            let path: Vec<&str> =
                std::iter::once("data").chain(case.path.iter().map(String::as_str)).collect();
            chosen.extend(self.lowered.reached(&path));
        }
        let mut texts = self.lowered.texts(Some(&chosen), &self.lowered.interpreted(Some(&chosen)));
        for (index, case) in cases.iter().enumerate() {
            texts.ask(&asking(index), &case.path);
        }
        let settings = Settings::default();
        let Ok(mut engine) = engine::engine(&texts, &settings) else {
            return first();
        };
        let data = texts.with_packages(self.documents.data());
        if engine.add_data(data.0).is_err() || engine.eval_query("true".to_owned(), false).is_err() {
            return first();
        }
        for (index, case) in cases.iter().enumerate() {
            let mut own = engine.clone();
            own.set_execution_timer_config(limits.timer());
            let value = own.eval_rule(format!("data.{}.value", asking(index)));
            let begun = std::mem::take(&mut *settings.cases.lock().unwrap_or_else(PoisonError::into_inner));
            let fails = match value {
                Err(error) => return Some((case.full_name(), is_time_limit(&error))),
                Ok(value) if case.is_parameterised => part::parts(&Value(value), &begun).0,
                Ok(value) => value != regorus::Value::Bool(true),
            };
            if fails {
                return Some((case.full_name(), false));
            }
        }
        None
    }
}

fn asking(index: usize) -> String {
    format!("{}_{index}", super::ASKING)
}
