//! A stub of an HTTP service: answers as tests say, and remembers what it was asked.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crate::{
    aws::{self, AwsConfig},
    environment::Environment,
};

/// One answer, for one request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// An HTTP answer: status, headers (each with its line end) and body.
    Says(u16, String, String),
    /// The request is read, and the connection closed without an answer.
    HangsUp,
}

impl Answer {
    /// JSON with a status.
    #[must_use]
    pub fn json(status: u16, body: &str) -> Self {
        Self::Says(status, String::new(), body.to_owned())
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(self, name: &str, value: &str) -> Self {
        match self {
            Self::Says(status, headers, body) => {
                Self::Says(status, format!("{headers}{name}: {value}\r\n"), body)
            }
            Self::HangsUp => Self::HangsUp,
        }
    }
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `POST /path?query`.
    pub line: String,
    /// Header lines, names in lower case.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
}

/// Listens on the loopback interface until it has given its last answer. After that, connections are refused.
#[derive(Debug)]
pub struct HttpStub {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl HttpStub {
    /// A service that gives these answers, one for each request.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::new(Mutex::default());
        let (answers, remembered) = (answers.into_iter().collect::<Vec<_>>(), Arc::clone(&asked));
        if !answers.is_empty() {
            thread::spawn(move || serve(&listener, answers, &remembered));
        }
        Ok(Self { url, asked })
    }

    /// The address at which it listens, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests that it got, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The configuration of AWS clients that call it.
    #[must_use]
    pub fn aws(&self) -> AwsConfig {
        aws_at(&self.url)
    }
}

/// The configuration of AWS clients that call `endpoint`.
///
/// # Panics
/// Never: nothing that it needs is missing.
#[must_use]
#[expect(clippy::expect_used, reason = "for tests")]
pub fn aws_at(endpoint: &str) -> AwsConfig {
    let environment: Environment = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", endpoint),
    ]
    .into_iter()
    .collect();
    AwsConfig::new(&environment, aws::LONGEST_CALL).expect("an environment with everything")
}

/// A broken connection is not an error here: the test sees what its own call got.
fn serve(listener: &TcpListener, answers: Vec<Answer>, remembered: &Mutex<Vec<Asked>>) -> io::Result<()> {
    for answer in answers {
        let (connection, _) = listener.accept()?;
        let mut reader = BufReader::new(connection);
        let asked = read(&mut reader)?;
        remembered.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        if let Answer::Says(status, headers, body) = answer {
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} Stub\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
            );
            reader.get_mut().write_all(format!("{head}{body}").as_bytes())?;
        }
    }
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>) -> io::Result<Asked> {
    let line = line(reader)?.trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = Vec::new();
    while let Some((name, value)) = self::line(reader)?.split_once(": ") {
        headers.push(format!("{}: {value}", name.to_ascii_lowercase()));
    }
    let length = headers.iter().find_map(|header| header.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Asked { line, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
