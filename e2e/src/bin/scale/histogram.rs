//! Histograms as Prometheus reads them.

/// Bounds in seconds and how many took at most so long, in the order of bounds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Histogram(Vec<(f64, f64)>);

impl Histogram {
    /// The sum of all series of a histogram whose labels contain all of these words.
    pub(super) fn read(metrics: &str, name: &str, labels: &[&str]) -> Histogram {
        let mut buckets: Vec<(f64, f64)> = Vec::new();
        let start = format!("{name}_bucket{{");
        for line in metrics.lines().filter(|line| line.starts_with(&start)) {
            let Some((series, count)) = line.split_once("} ") else { continue };
            let bound = series.split("le=\"").nth(1).and_then(|rest| rest.split('"').next());
            let bound = match bound {
                Some("+Inf") => f64::INFINITY,
                Some(bound) => bound.parse().unwrap_or(f64::NAN),
                None => continue,
            };
            let count: f64 = count.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or_default();
            if !labels.iter().all(|label| series.contains(label)) {
                continue;
            }
            match buckets.iter_mut().find(|(other, _)| *other == bound) {
                Some((_, sum)) => *sum += count,
                None => buckets.push((bound, count)),
            }
        }
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        Histogram(buckets)
    }

    /// What was counted since.
    pub(super) fn since(&self, before: &Histogram) -> Histogram {
        let earlier =
            |bound: f64| before.0.iter().find(|(other, _)| *other == bound).map_or(0.0, |(_, count)| *count);
        Histogram(self.0.iter().map(|(bound, count)| (*bound, count - earlier(*bound))).collect())
    }

    pub(super) fn count(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, count)| *count)
    }

    /// The share of what took at most so many seconds, which has to be a bound.
    pub(super) fn share(&self, seconds: f64) -> f64 {
        let below = self.0.iter().find(|(bound, _)| *bound == seconds).map_or(0.0, |(_, count)| *count);
        below / self.count()
    }

    /// As `histogram_quantile` estimates it.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let wanted = self.count() * share;
        let (mut bound_before, mut count_before) = (0.0, 0.0);
        for (bound, count) in &self.0 {
            if *count >= wanted {
                if bound.is_infinite() {
                    return bound_before;
                }
                return bound_before
                    + (bound - bound_before) * (wanted - count_before) / (count - count_before).max(1.0);
            }
            (bound_before, count_before) = (*bound, *count);
        }
        bound_before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_summed_and_quantiles_lie_within_buckets() {
        let text = "\
t_bucket{le=\"0.25\",a=\"x\"} 5
t_bucket{a=\"x\",le=\"0.5\"} 10
t_bucket{a=\"x\",le=\"+Inf\"} 10
t_bucket{a=\"y\",le=\"0.25\"} 0
t_bucket{a=\"y\",le=\"0.5\"} 0
t_bucket{a=\"y\",le=\"+Inf\"} 10
t_count{a=\"y\"} 10
";
        let all = Histogram::read(text, "t", &[]);
        assert_eq!(all, Histogram(vec![(0.25, 5.0), (0.5, 10.0), (f64::INFINITY, 20.0)]));
        assert_eq!((all.count(), all.share(0.5)), (20.0, 0.5));
        assert_eq!(all.quantile(0.999), 0.5, "the last bound that is one");
        let x = Histogram::read(text, "t", &["a=\"x\""]);
        assert_eq!((x.quantile(0.5), x.quantile(0.75)), (0.25, 0.375));
        assert_eq!(all.since(&x).count(), 10.0);
    }
}
