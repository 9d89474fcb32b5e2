//! Which parts of a request are secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Body, Login, Request};

/// Names of what is secret, at least in this one request: a code may be a session's or a phone's.
const SECRET: &[&str] =
    &["auth", "code", "cookie", "key", "pass", "pwd", "secret", "session", "sign", "token", "assertion"];
/// Names of what opens the account in any request.
const CREDENTIAL: &[&str] = &["api_key", "apikey", "authorization", "cookie", "password", "secret", "token"];
/// The shortest part of a header that is taken for a secret by itself.
const SHORTEST_PART: usize = 6;

impl Request {
    /// Every value in it that is likely to be a secret.
    pub(in crate::vendor) fn secrets(&self) -> Vec<String> {
        self.values(SECRET)
    }

    /// Those of its secrets that open the account until they are replaced.
    pub(in crate::vendor) fn credentials(&self) -> Vec<String> {
        self.values(CREDENTIAL)
    }

    fn values(&self, names: &[&str]) -> Vec<String> {
        let mut values = match &self.login {
            Some(Login::Bearer(token)) => vec![token.clone()],
            // The pair in base64 is as good as both.
            Some(Login::Basic { user, password }) => {
                vec![password.clone(), STANDARD.encode(format!("{user}:{password}"))]
            }
            None => Vec::new(),
        };
        for (_, value) in self.headers.iter().filter(|(name, _)| is_named(name, names)) {
            values.push(value.clone());
            values.extend(parts(value).map(str::to_owned));
        }
        let form = match &self.body {
            Body::Form(fields) => fields.as_slice(),
            Body::Empty | Body::Json(_) => &[],
        };
        let fields = self.query.iter().chain(form).filter(|(name, _)| is_named(name, names));
        values.extend(fields.map(|(_, value)| value.clone()));
        if let Body::Json(body) = &self.body {
            leaves(body, names, false, &mut values);
        }
        values
    }
}

fn is_named(name: &str, names: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    names.iter().any(|word| name.contains(word))
}

/// The secrets inside a header: `Token abc`, or `session="abc"; other=def`.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let words = value.split([' ', ';', ',']);
    let parts = words.flat_map(|word| [word, word.split_once('=').map_or("", |(_, value)| value)]);
    parts.map(|part| part.trim_matches('"')).filter(|part| part.len() >= SHORTEST_PART)
}

/// The values below `value` that have one of `names`, or that stand `inside` of what has.
fn leaves(value: &Value, names: &[&str], inside: bool, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, names, inside || is_named(name, names), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| leaves(value, names, inside, found)),
        Value::String(text) if inside => found.push(text.clone()),
        Value::Number(number) if inside => found.push(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted(mut secrets: Vec<String>) -> Vec<String> {
        secrets.sort();
        secrets.dedup();
        secrets
    }

    #[test]
    fn secrets_are_found_in_every_part_of_a_request() {
        let request = Request::get("x", "http://h")
            .query("api_key", "k3y")
            .query("phone", "+4930123")
            .basic("ada", "pass word")
            .header("Authorization", "Token t0k3n-abc")
            .header("Cookie", "mansession_id=\"c00k1e\"; a=b; lang=en-GB")
            .header("Accept", "text/plain")
            .form(vec![("Secret".into(), "f0rm".into()), ("Action".into(), "Login".into())]);
        let cookie = "mansession_id=\"c00k1e\"; a=b; lang=en-GB";
        let secrets = sorted(request.secrets());
        for secret in [
            "k3y",
            "pass word",
            "YWRhOnBhc3Mgd29yZA==",
            "Token t0k3n-abc",
            "t0k3n-abc",
            cookie,
            "c00k1e",
            "f0rm",
        ] {
            assert!(secrets.iter().any(|known| known == secret), "{secret}: {secrets:?}");
        }
        for open in ["+4930123", "ada", "text/plain", "Login", "b", "en-GB", ""] {
            assert!(!secrets.iter().any(|known| known == open), "{open}: {secrets:?}");
        }
    }

    #[test]
    fn a_json_body_has_its_secrets_at_any_depth() {
        let body = json!({
            "api_key": "k3y", "user": "ada", "x": 1, "in": [{"password": "w0rd"}], "token": {"a": 77, "b": [true]},
        });
        let request = Request::post("x", "http://h").json(body);
        assert_eq!(sorted(request.secrets()), ["77", "k3y", "w0rd"]);
        assert_eq!(sorted(request.credentials()), ["77", "k3y", "w0rd"]);
    }

    #[test]
    fn only_what_opens_the_account_is_a_credential() {
        let request =
            Request::post("x", "http://h").bearer("t0k3n").query("code", "77").query("password", "w0rd");
        assert_eq!(sorted(request.secrets()), ["77", "t0k3n", "w0rd"]);
        assert_eq!(sorted(request.credentials()), ["t0k3n", "w0rd"]);
    }
}
