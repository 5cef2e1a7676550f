//! Cursor pagination of the 2021-11 API.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::filter::Parameters;

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 250;

/// The start of a page. The cursor holds the filters too, because Recharge refuses filters beside a cursor.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Cursor {
    edge: Edge,
    filters: Parameters,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Edge {
    StartingBeforeId(u64),
    EndingAfterId(u64),
}

impl Cursor {
    fn encode(&self) -> String {
        BASE64.encode(json!(self).to_string().as_bytes())
    }

    fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&BASE64.decode(text.as_bytes()).ok()?).ok()
    }
}

/// What a list request asks for.
#[derive(Debug)]
pub(crate) struct PageRequest {
    limit: usize,
    edge: Option<Edge>,
    /// The filters of the first request, also on later pages.
    pub(crate) filters: Parameters,
}

impl PageRequest {
    /// Reads `limit`, `cursor` and the filters.
    pub(crate) fn parse(mut parameters: Parameters) -> Result<Self, ApiError> {
        let limit = limit(parameters.remove("limit").as_deref())?;
        let Some(cursor) = parameters.remove("cursor") else {
            return Ok(Self { limit, edge: None, filters: parameters });
        };
        if !parameters.is_empty() {
            return Err(ApiError::Invalid(
                "cursor",
                "Only limit can be used together with a cursor".to_owned(),
            ));
        }
        let Cursor { edge, filters } =
            Cursor::decode(&cursor).ok_or_else(|| ApiError::Invalid("cursor", "Invalid value".to_owned()))?;
        Ok(Self { limit, edge: Some(edge), filters })
    }

    /// The page of `items` (newest id first), as the answer's body with the items under `key`.
    pub(crate) fn cut(self, key: &str, items: &[(u64, Value)]) -> Value {
        let (from, to) = self.range(items);
        let page = items.get(from..to).unwrap_or_default();
        let cursor = |edge| Cursor { edge, filters: self.filters.clone() }.encode();
        let next =
            page.last().filter(|_| to < items.len()).map(|(id, _)| cursor(Edge::StartingBeforeId(*id)));
        let previous = page.first().filter(|_| from > 0).map(|(id, _)| cursor(Edge::EndingAfterId(*id)));
        let mut body = Map::new();
        body.insert("next_cursor".to_owned(), json!(next));
        body.insert("previous_cursor".to_owned(), json!(previous));
        body.insert(key.to_owned(), page.iter().map(|(_, item)| item.clone()).collect());
        Value::Object(body)
    }

    /// The half-open range of `items` that the page shows.
    fn range(&self, items: &[(u64, Value)]) -> (usize, usize) {
        match self.edge {
            None => (0, self.limit.min(items.len())),
            Some(Edge::StartingBeforeId(id)) => {
                let from = items.partition_point(|(other, _)| *other >= id);
                (from, from.saturating_add(self.limit).min(items.len()))
            }
            Some(Edge::EndingAfterId(id)) => {
                let to = items.partition_point(|(other, _)| *other > id);
                (to.saturating_sub(self.limit), to)
            }
        }
    }
}

fn limit(text: Option<&str>) -> Result<usize, ApiError> {
    let Some(text) = text else { return Ok(DEFAULT_LIMIT) };
    let within = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    within.ok_or_else(|| ApiError::Invalid("limit", format!("Must be between 1 and {MAX_LIMIT}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items(count: u64) -> Vec<(u64, Value)> {
        (1..=count).rev().map(|id| (id, json!(id))).collect()
    }

    fn request(pairs: &[(&str, &str)]) -> Result<PageRequest, ApiError> {
        PageRequest::parse(
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        )
    }

    proptest! {
        /// Following the cursors forth and back sees every item once, in order.
        #[test]
        fn cursors_walk_all_items_both_ways(count in 0_u64..40, limit in 1_usize..12) {
            let (items, limit) = (items(count), limit.to_string());
            let all: Vec<Value> = items.iter().map(|(_, item)| item.clone()).collect();
            let (mut seen, mut pages) = (Vec::new(), Vec::new());
            let mut page = request(&[("limit", &limit)]).unwrap().cut("items", &items);
            loop {
                seen.extend(page["items"].as_array().unwrap().clone());
                pages.push(page["items"].clone());
                let Some(cursor) = page["next_cursor"].as_str() else { break };
                page = request(&[("limit", &limit), ("cursor", cursor)]).unwrap().cut("items", &items);
            }
            prop_assert_eq!(seen, all);
            pages.pop();
            while let Some(cursor) = page["previous_cursor"].as_str() {
                page = request(&[("limit", &limit), ("cursor", cursor)]).unwrap().cut("items", &items);
                let earlier = pages.pop();
                prop_assert_eq!(Some(&page["items"]), earlier.as_ref());
            }
            prop_assert!(pages.is_empty());
        }
    }

    #[test]
    fn a_cursor_stands_alone_and_limits_have_bounds() {
        let page = request(&[("limit", "1"), ("status", "active")]).unwrap().cut("items", &items(2));
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(request(&[("cursor", cursor)]).unwrap().filters["status"], "active");
        assert!(matches!(
            request(&[("cursor", cursor), ("status", "active")]),
            Err(ApiError::Invalid("cursor", _))
        ));
        let invalid = ApiError::Invalid("cursor", "Invalid value".to_owned());
        assert_eq!(request(&[("cursor", "garbage")]).unwrap_err(), invalid);
        for limit in ["0", "251", "x"] {
            assert!(request(&[("limit", limit)]).is_err(), "{limit}");
        }
    }
}
