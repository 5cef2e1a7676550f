//! A condition as rows of a form: tests of which all, or any, must hold. What is deeper than that, which the API can
//! save, is kept as it is.

mod in_words;

use rechime_domain::{
    condition::{Comparison, Condition, Did, Engagement, FieldTest},
    flow::edit::FieldFault,
    segment::SegmentId,
};

pub(in crate::pages) use self::in_words::{comparison_names, in_words, profile_field};
use crate::{pages::fields::Fields, words::EN};

/// A condition as it is typed. Blank rows are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ConditionForm {
    pub(super) any: bool,
    pub(super) rows: Vec<Row>,
    /// The condition as JSON, if it is none of rows.
    pub(super) raw: Option<String>,
}

/// One test: `event.product_title`, `contains`, `coffee`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) field: String,
    pub(super) is: String,
    pub(super) value: String,
}

/// The comparisons by their names in forms.
pub(in crate::pages) const COMPARISONS: [(&str, Comparison); 6] = [
    ("equal", Comparison::Equal),
    ("not_equal", Comparison::NotEqual),
    ("contains", Comparison::Contains),
    ("at_least", Comparison::AtLeast),
    ("at_most", Comparison::AtMost),
    ("known", Comparison::Known),
];

/// What may be asked of somebody's deeds, by the names in forms.
pub(super) const DEEDS: [(&str, Did); 2] = [("did.receive", Did::Receive), ("did.click", Did::Click)];
pub(super) const SEGMENTS: [(&str, SegmentId); 2] =
    [("segment.received", SegmentId::ReceivedRecharge), ("segment.clicked", SegmentId::ClickedRecharge)];

impl ConditionForm {
    pub(super) fn of(condition: Option<&Condition>) -> Self {
        let Some(condition) = condition else { return Self::default() };
        let (any, parts) = match condition {
            Condition::All(parts) => (false, parts.as_slice()),
            Condition::Any(parts) => (true, parts.as_slice()),
            one => (false, std::slice::from_ref(one)),
        };
        match parts.iter().map(Row::of).collect::<Option<Vec<_>>>() {
            Some(rows) => Self { any, rows, raw: None },
            None => Self { raw: serde_json::to_string(condition).ok(), ..Self::default() },
        }
    }

    /// The form's fields that begin with `name`.
    pub(super) fn read(fields: &Fields, name: &str) -> Self {
        let rows = (0..).map_while(|place| {
            let field = |part: &str| fields.get(&format!("{name}.{place}.{part}"));
            Some(Row {
                field: field("field")?.to_owned(),
                is: field("is").unwrap_or_default().to_owned(),
                value: field("value").unwrap_or_default().trim().to_owned(),
            })
        });
        let any = fields.get(&format!("{name}.match")) == Some("any");
        Self { any, rows: rows.collect(), raw: fields.given(&format!("{name}.raw")) }
    }

    /// The fields of a form that carries it.
    pub(super) fn put(&self, name: &str, put: &mut impl FnMut(String, &str)) {
        put(format!("{name}.match"), if self.any { "any" } else { "all" });
        if let Some(raw) = &self.raw {
            put(format!("{name}.raw"), raw);
        }
        for (place, row) in self.rows.iter().enumerate() {
            put(format!("{name}.{place}.field"), &row.field);
            put(format!("{name}.{place}.is"), &row.is);
            put(format!("{name}.{place}.value"), &row.value);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.raw.is_none() && self.rows.iter().all(Row::is_blank)
    }

    /// The condition; `None` for everybody. A row that says nothing is a fault of `name`.
    pub(super) fn condition(&self, name: &str) -> Result<Option<Condition>, FieldFault> {
        let fault = |detail: String| FieldFault::new(name, detail);
        if let Some(raw) = &self.raw {
            return serde_json::from_str(raw).map(Some).map_err(|error| fault(error.to_string()));
        }
        let rows = self.rows.iter().filter(|row| !row.is_blank());
        let mut parts = rows.map(Row::condition).collect::<Result<Vec<_>, _>>().map_err(fault)?;
        Ok(match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ if self.any => Some(Condition::Any(parts)),
            _ => Some(Condition::All(parts)),
        })
    }
}

impl Row {
    fn is_blank(&self) -> bool {
        self.field.is_empty()
    }

    fn of(condition: &Condition) -> Option<Self> {
        let row = |field: String, is: &str, value: String| Self { field, is: is.to_owned(), value };
        Some(match condition {
            Condition::Event(test) => Self::of_test("event", test)?,
            Condition::Subscriber(test) => Self::of_test("subscriber", test)?,
            // Within 1 day is today, 0 days since.
            Condition::Engagement(engagement) => {
                let (deed, within_days) = deed(engagement)?;
                row(deed.to_owned(), "at_most", within_days.checked_sub(1)?.to_string())
            }
            Condition::Segment(segment) => row(segment_name(segment), "equal", EN.changes.yes.to_owned()),
            Condition::Not(part) => match &**part {
                Condition::Engagement(engagement) => {
                    let (deed, within_days) = deed(engagement)?;
                    row(deed.to_owned(), "at_least", within_days.to_string())
                }
                Condition::Segment(segment) => row(segment_name(segment), "equal", EN.changes.no.to_owned()),
                _ => return None,
            },
            Condition::All(_) | Condition::Any(_) => return None,
        })
    }

    fn of_test(of: &str, test: &FieldTest) -> Option<Self> {
        let (is, _) = COMPARISONS.iter().find(|(_, comparison)| *comparison == test.is)?;
        Some(Self { field: format!("{of}.{}", test.field), is: (*is).to_owned(), value: test.value.clone() })
    }

    fn condition(&self) -> Result<Condition, String> {
        if let Some((_, did)) = DEEDS.iter().find(|(name, _)| *name == self.field) {
            return self.days_since(*did).ok_or_else(|| EN.faults.days.to_owned());
        }
        if let Some(segment) = segment(&self.field) {
            return self.member(&segment).ok_or_else(|| EN.faults.yes_no.to_owned());
        }
        let unknown = || EN.faults.about.to_owned();
        let (of, field) = self.field.split_once('.').ok_or_else(unknown)?;
        let comparison = COMPARISONS.iter().find(|(name, _)| *name == self.is);
        let (_, is) = comparison.ok_or_else(unknown)?;
        let value = if *is == Comparison::Known { String::new() } else { self.value.clone() };
        let test = FieldTest { field: field.to_owned(), is: *is, value };
        match of {
            "event" => Ok(Condition::Event(test)),
            "subscriber" => Ok(Condition::Subscriber(test)),
            _ => Err(unknown()),
        }
    }
}

impl Row {
    /// At most, or at least, so many days since somebody did that.
    fn days_since(&self, did: Did) -> Option<Condition> {
        let days: u16 = self.value.parse().ok()?;
        let within = |within_days| Condition::Engagement(Engagement::with_recharge(did, within_days));
        match self.is.as_str() {
            "at_most" => Some(within(days.checked_add(1)?)),
            "at_least" => Some(Condition::Not(Box::new(within(days)))),
            _ => None,
        }
    }

    /// Whether somebody is in the segment: yes or no.
    fn member(&self, segment: &SegmentId) -> Option<Condition> {
        let said = match self.value.to_lowercase() {
            word if word.is_empty() || word == EN.changes.yes => true,
            word if word == EN.changes.no => false,
            _ => return None,
        };
        let is = match self.is.as_str() {
            "equal" => said,
            "not_equal" => !said,
            _ => return None,
        };
        let member = Condition::Segment(segment.clone());
        Some(if is { member } else { Condition::Not(Box::new(member)) })
    }
}

/// What a row says of an engagement: which deed, within how many days. `None` if it counts texts, or asks for one flow.
fn deed(engagement: &Engagement) -> Option<(&'static str, u16)> {
    let Engagement { did, within_days, .. } = *engagement;
    let is_plain = *engagement == Engagement::with_recharge(did, within_days);
    DEEDS.iter().find(|(_, other)| is_plain && *other == did).map(|(name, _)| (*name, within_days))
}

/// A segment as a form names it: `segment.received`, `segment.segment-7k2m9x`.
pub(super) fn segment_name(segment: &SegmentId) -> String {
    let built_in = SEGMENTS.iter().find(|(_, other)| other == segment);
    built_in.map_or_else(|| format!("segment.{segment}"), |(name, _)| (*name).to_owned())
}

fn segment(name: &str) -> Option<SegmentId> {
    let built_in = SEGMENTS.iter().find(|(other, _)| *other == name).map(|(_, segment)| segment.clone());
    built_in.or_else(|| SegmentId::parse(name.strip_prefix("segment.")?).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn condition(json: serde_json::Value) -> Condition {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_condition_comes_back_from_its_form_as_it_was() {
        let test = json!({ "event": { "field": "total_price", "is": "at_least", "value": "25" } });
        let known = json!({ "subscriber": { "field": "zip", "is": "known" } });
        let clicked = json!({ "engagement": { "did": "click", "within_days": 30 } });
        for written in [
            test.clone(),
            json!({ "segment": "clicked_recharge" }),
            json!({ "not": { "segment": "received_recharge" } }),
            json!({ "not": clicked }),
            json!({ "all": [test, known] }),
            json!({ "any": [clicked, { "segment": "received_recharge" }] }),
            json!({ "not": test }),
            json!({ "all": [{ "any": [test, known] }, clicked] }),
            json!({ "engagement": { "did": "click", "within_days": 30, "at_least": 3 } }),
            json!({ "not": { "engagement": { "did": "receive", "flow": "charge_paid", "within_days": 30 } } }),
            json!({ "segment": "segment-7k2m9x" }),
        ] {
            let before = condition(written);
            let form = ConditionForm::of(Some(&before));
            assert_eq!(form.condition("audience").unwrap(), Some(before));
        }
        assert_eq!(ConditionForm::of(None).condition("audience").unwrap(), None);
    }

    #[test]
    fn blank_rows_are_left_out_and_senseless_ones_are_faults() {
        let row = |field: &str, value: &str| Row {
            field: field.to_owned(),
            is: "equal".to_owned(),
            value: value.to_owned(),
        };
        let form = |rows: Vec<Row>| ConditionForm { rows, ..ConditionForm::default() };
        assert_eq!(form(vec![row("", "x"), row("", "")]).condition("audience").unwrap(), None);
        let at_most = |value: &str| Row { is: "at_most".to_owned(), ..row("did.click", value) };
        let senseless = [row("did.click", "30"), at_most("soon"), row("segment.clicked", "perhaps")];
        for senseless in senseless.into_iter().chain([row("weather", "fine"), row("weather.today", "fine")]) {
            assert_eq!(form(vec![senseless]).condition("audience").unwrap_err().field, "audience");
        }
    }
}
