//! The caller of a request, and its operation.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};

/// The function that sent the request: `app/<name>` in the user agent. Empty where there is none.
pub(crate) fn caller(headers: &HeaderMap) -> String {
    let agents =
        ["user-agent", "x-amz-user-agent"].into_iter().filter_map(|name| headers.get(name)?.to_str().ok());
    let name = agents.flat_map(str::split_whitespace).find_map(|part| part.strip_prefix("app/"));
    name.unwrap_or_default().to_owned()
}

/// The service and its operation, as `DynamoDB.PutItem`.
pub(crate) fn operation(parts: &Parts) -> String {
    match parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
        Some(target) => targeted(target),
        None => routed(&parts.method, parts.uri.path()),
    }
}

fn targeted(target: &str) -> String {
    let (service, operation) = target.split_once('.').unwrap_or(("", target));
    let service = match service {
        "DynamoDB_20120810" => "DynamoDB",
        "AmazonSQS" => "SQS",
        "AmazonSSM" => "SSM",
        "AWSEvents" => "EventBridge",
        "secretsmanager" => "SecretsManager",
        other => other,
    };
    format!("{service}.{operation}")
}

/// Services that name their operations by method and path.
fn routed(method: &Method, path: &str) -> String {
    let resource = path.split('/').nth(1).unwrap_or_default();
    match (resource, method.as_str()) {
        ("schedules", "POST") => "Scheduler.CreateSchedule".to_owned(),
        ("schedules", "PUT") => "Scheduler.UpdateSchedule".to_owned(),
        ("schedules", "DELETE") => "Scheduler.DeleteSchedule".to_owned(),
        ("schedules", "GET") if path == "/schedules" => "Scheduler.ListSchedules".to_owned(),
        ("schedules", "GET") => "Scheduler.GetSchedule".to_owned(),
        _ if path.ends_with("/invocations") => "Lambda.Invoke".to_owned(),
        _ => format!("{method} /{resource}"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(method: &str, path: &str, headers: &[(&str, &str)]) -> Parts {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn an_operation_is_known_by_its_target_or_by_its_path() {
        let target = [("x-amz-target", "DynamoDB_20120810.PutItem")];
        assert_eq!(operation(&parts("POST", "/", &target)), "DynamoDB.PutItem");
        assert_eq!(operation(&parts("POST", "/schedules/r-1", &[])), "Scheduler.CreateSchedule");
        assert_eq!(operation(&parts("POST", "/2015-03-31/functions/f/invocations", &[])), "Lambda.Invoke");
        assert_eq!(operation(&parts("GET", "/bucket/key", &[])), "GET /bucket");
    }

    #[test]
    fn the_caller_is_the_application_in_the_user_agent() {
        let agent = "rechime/0.1.0 app/rechime-local-intake";
        assert_eq!(
            caller(&parts("GET", "/", &[("x-amz-user-agent", agent)]).headers),
            "rechime-local-intake"
        );
        assert_eq!(caller(&parts("GET", "/", &[("user-agent", "curl/8")]).headers), "");
    }
}
