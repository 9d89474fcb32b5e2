//! What is sent: each request as its page and its fields, before it is a socket's business (voicenter §2, §5).

use serde_json::{Value, json};

use super::config::{Config, Method};
use crate::vendor::{Request, join};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To show something.
    Poll,
    /// To see whether an order is still right.
    Look,
    /// To carry one out.
    Act,
}

/// A request: where it goes and its fields in order. It holds the code, so it has no `Debug`.
pub(super) struct Ask {
    label: &'static str,
    url: String,
    fields: Vec<(String, Value)>,
    purpose: Purpose,
}

impl Ask {
    fn new(label: &'static str, base: &str, page: &str) -> Self {
        Self { label, url: address(base, page), fields: Vec::new(), purpose: Purpose::Poll }
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.fields.push((key.to_owned(), value.into()));
        self
    }

    fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// As a look before an order.
    fn urgent(mut self) -> Self {
        self.purpose = Purpose::Look;
        self
    }

    /// As the one request that carries out an order.
    fn acting(mut self) -> Self {
        self.purpose = Purpose::Act;
        self
    }

    /// The request itself: fields in a JSON body, or in the query string (voicenter §1).
    pub(super) fn request(self, method: Method) -> Request {
        let request = match method {
            Method::Post => {
                Request::post(self.label, self.url).json(Value::Object(self.fields.into_iter().collect()))
            }
            Method::Get => {
                let request = Request::get(self.label, self.url);
                self.fields.into_iter().fold(request, |request, (key, value)| {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    request.query(&key, text)
                })
            }
        };
        match self.purpose {
            Purpose::Poll => request,
            Purpose::Look => request.urgent(),
            Purpose::Act => request.acting(),
        }
    }

    /// Extensions and their calls (voicenter §2.1).
    pub(super) fn extensions(config: &Config) -> Self {
        Self::new("read the extensions", &config.active_calls_url, "GetExtensionsCalls")
            .with("code", config.code.expose())
            .maybe("extension", config.only_extension())
    }

    /// One extension and its calls, right before an order that is addressed to it (voicenter §5.2).
    pub(super) fn check(config: &Config, extension: &str) -> Self {
        Self::new("check the call", &config.active_calls_url, "GetExtensionsCalls")
            .with("code", config.code.expose())
            .with("extension", extension)
            .urgent()
    }

    /// Queues and who waits in them. An id is an integer in answers and a text in requests (voicenter §2.2).
    pub(super) fn queues(config: &Config) -> Self {
        Self::new("read the queues", &config.active_calls_url, "GetQueuesCallers")
            .with("code", config.code.expose())
            .maybe("queue", config.only_queue())
    }

    /// The extensions' own names (voicenter §2.3).
    pub(super) fn roster(config: &Config) -> Self {
        Self::new("read the extensions' names", &config.roster_url, "GetExtensions")
            .with("code", config.code.expose())
    }

    /// The account's names of the statuses (voicenter §2.1).
    pub(super) fn statuses(config: &Config) -> Self {
        Self::new("read the statuses' names", &config.statuses_url, "GetStatusesList")
            .with("code", config.code.expose())
    }

    /// The recording of one call paused or resumed. The page shows no code (voicenter §5.1).
    pub(super) fn record(config: &Config, ivrid: &str, on: bool) -> Self {
        Self::new(
            if on { "resume the recording" } else { "pause the recording" },
            &config.recording_url,
            "MuteUnmuteCalls",
        )
        .with("ivrid", ivrid)
        .with("state", if on { "0" } else { "1" })
        .acting()
    }

    /// Everything ended that is active on an extension (voicenter §5.2).
    pub(super) fn terminate(config: &Config, extension: &str) -> Self {
        Self::new("hang up", &config.click2call_url, "click2call.aspx")
            .with("code", config.code.expose())
            .with("phone", extension)
            .with("action", "terminate")
            .with("format", "json")
            .acting()
    }

    /// A call from an extension to `target` (voicenter §5.3).
    pub(super) fn place(config: &Config, extension: &str, target: &str) -> Self {
        let place = &config.place;
        let ask = Self::new("place a call", &config.click2call_url, "click2call.aspx")
            .with("code", config.code.expose())
            .with("phone", extension)
            .with("target", target)
            .with("action", "call")
            .with("format", "json")
            .maybe("record", place.record)
            .maybe("phonecallerid", place.phone_caller_id.as_deref())
            .maybe("targetcallerid", place.target_caller_id.as_deref())
            .maybe("phonemaxdialtime", place.phone_max_dial_time)
            .maybe("targetmaxdialtime", place.target_max_dial_time)
            .maybe("maxduration", place.max_duration)
            .maybe("phoneautoanswer", place.phone_auto_answer);
        place
            .variables
            .iter()
            .fold(ask, |ask, (name, value)| ask.with(&format!("var_{name}"), value.as_str()))
            .acting()
    }

    /// An agent put in a status. The code's name has a capital here (voicenter §5.4).
    pub(super) fn status(config: &Config, user: &str, extension: &str, status: &str) -> Self {
        Self::new("set the status", &config.status_url, "SetStatusFromAPI")
            .with("Code", config.code.expose())
            .with("UserId", user)
            .with("ExtensionUser", extension)
            .with("Status", status.parse::<i64>().map_or_else(|_| json!(status), Value::from))
            .acting()
    }
}

#[cfg(test)]
impl Ask {
    /// Where it goes, its fields, and what it is for.
    pub(super) fn shape(&self) -> (&str, Value, Purpose) {
        (&self.url, Value::Object(self.fields.iter().cloned().collect()), self.purpose)
    }
}

/// The address of `page`, whether `base` ends in its name already or not.
fn address(base: &str, page: &str) -> String {
    let base = base.trim_end_matches('/');
    let named = base.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(page));
    if named { base.to_owned() } else { join(base, &[page]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Config {
        toml::from_str(&format!("code = \"s3cr3t\"\n{more}")).unwrap()
    }

    #[test]
    fn lists_are_asked_for_whole_or_filtered() {
        let host = "https://monapisec.voicenter.co.il/comet/API/";
        let all = config("");
        let extensions = format!("{host}GetExtensionsCalls");
        let queues = format!("{host}GetQueuesCallers");
        let code = json!({"code": "s3cr3t"});
        assert_eq!(Ask::extensions(&all).shape(), (&*extensions, code.clone(), Purpose::Poll));
        assert_eq!(Ask::queues(&all).shape(), (&*queues, code, Purpose::Poll));
        assert_eq!(
            Ask::extensions(&config("extension = \"SIPSIP\"")).shape(),
            (&*extensions, json!({"code": "s3cr3t", "extension": "SIPSIP"}), Purpose::Poll)
        );
        assert_eq!(
            Ask::check(&all, "SIPSIP").shape(),
            (&*extensions, json!({"code": "s3cr3t", "extension": "SIPSIP"}), Purpose::Look)
        );
        // The id goes as a text even if the configuration has a number.
        assert_eq!(
            Ask::queues(&config("queue = 12345678")).shape(),
            (&*queues, json!({"code": "s3cr3t", "queue": "12345678"}), Purpose::Poll)
        );
    }

    #[test]
    fn the_code_goes_where_it_is_documented_and_nowhere_else() {
        let config = config("");
        assert_eq!(
            Ask::record(&config, "2020101201cc7b38df", false).shape(),
            (
                "https://monapisec.voicenter.co.il/Comet/API/MuteUnmuteCalls",
                json!({"ivrid": "2020101201cc7b38df", "state": "1"}),
                Purpose::Act
            )
        );
        assert_eq!(Ask::record(&config, "x", true).shape().1, json!({"ivrid": "x", "state": "0"}));
        assert_eq!(
            Ask::status(&config, "46454322", "SIPSIP2", "3").shape(),
            (
                "https://api.voicenter.com/UserLogin/SetStatusFromAPI",
                json!({"Code": "s3cr3t", "UserId": "46454322", "ExtensionUser": "SIPSIP2", "Status": 3}),
                Purpose::Act
            )
        );
    }

    #[test]
    fn click2call_ends_and_places_calls() {
        let url = "https://api.voicenter.com/ForwardDialer/click2call.aspx";
        let end = json!({"code": "s3cr3t", "phone": "SIPSIP2", "action": "terminate", "format": "json"});
        assert_eq!(Ask::terminate(&config(""), "SIPSIP2").shape(), (url, end, Purpose::Act));
        let call = json!({
            "code": "s3cr3t", "phone": "SIPSIP2", "target": "0501234567", "action": "call", "format": "json",
        });
        assert_eq!(Ask::place(&config(""), "SIPSIP2", "0501234567").shape(), (url, call, Purpose::Act));
        let config = config(
            "place = { record = false, target_caller_id = \"0722776772\", max_duration = 600, \
             variables = { ticket = \"A-1\" } }",
        );
        let fields = Ask::place(&config, "SIPSIP2", "0501234567").shape().1;
        assert_eq!(fields["record"], json!(false));
        assert_eq!(fields["targetcallerid"], json!("0722776772"));
        assert_eq!(fields["maxduration"], json!(600));
        assert_eq!(fields["var_ticket"], json!("A-1"));
        assert_eq!(fields.get("phonecallerid"), None);
    }

    #[test]
    fn either_recording_host_and_either_spelling_of_an_address() {
        let url = |base: &str| Ask::record(&config(&format!("recording_url = {base:?}")), "x", true).url;
        let new = "https://monitor1.voicenter.co/api/MuteUnmuteCalls";
        for base in ["https://monitor1.voicenter.co/api", "https://monitor1.voicenter.co/api/", new] {
            assert_eq!(url(base), new);
        }
        let base = config("click2call_url = \"https://api.voicenter.com/ForwardDialer\"");
        assert_eq!(Ask::terminate(&base, "x").url, "https://api.voicenter.com/ForwardDialer/click2call.aspx");
    }

    #[test]
    fn a_request_shows_no_code() {
        for method in [Method::Get, Method::Post] {
            let config = config("");
            let request = Ask::check(&config, "s3cr3t").request(method);
            assert!(!format!("{request:?}").contains("s3cr3t"));
        }
    }
}
