use indicatif::{ProgressBar, ProgressStyle};

/// How far the audit is, on a terminal; nothing elsewhere.
#[derive(Default)]
pub(super) struct Progress {
    kind: String,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// So many objects of a kind are judged, so many are left.
    pub(super) fn show(&mut self, kind: &str, done: usize, left: Option<usize>) {
        if self.kind != kind {
            self.clear();
            kind.clone_into(&mut self.kind);
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("auditing {msg} {wide_bar} {pos}/{len}");
            let bar = ProgressBar::new(0).with_message(self.kind.clone());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let whole = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        bar.set_length(whole(done + left.unwrap_or_default()));
        bar.set_position(whole(done));
    }

    /// Leaves no trace.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
