//! The judge service on tonic. It behaves as tests/support/judge.c does, says on stdout when it is
//! ready, and ends in peace on SIGTERM.
mod trailers;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_stream::wrappers::TcpListenerStream;
use tokio_stream::{Stream, StreamExt};
use tonic::codec::CompressionEncoding;
use tonic::metadata::{KeyAndValueRef, MetadataMap};
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_health::ServingStatus;
use tonic_types::{ErrorDetails, StatusExt};

mod pb {
    tonic::include_proto!("judge.v1");
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/judge.bin"));
}
use pb::judge_server::{Judge, JudgeServer};
use pb::{CountRequest, Number, SayRequest, SayResponse, TallyRequest, TallyResponse, Total};

/// What the handlers have seen.
#[derive(Default)]
struct Seen {
    started: AtomicU64,
    ended: AtomicU64,
    cancelled: AtomicU64,
    expired: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A handler under way. tonic drops the handlers for which nobody waits any more, and this counts
/// them.
struct Running {
    seen: Arc<Seen>,
    deadline: Option<Instant>,
    finished: bool,
}

impl Running {
    fn left(&self) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.finished {
            let expired = self.left().is_some_and(|left| left.is_zero());
            let of = if expired {
                &self.seen.expired
            } else {
                &self.seen.cancelled
            };
            of.fetch_add(1, Relaxed);
        }
        self.seen.ended.fetch_add(1, Relaxed);
    }
}

/// A stream of answers, and the handler that makes them: it is finished when they are.
struct Answers<S> {
    inner: Pin<Box<S>>,
    running: Running,
}

impl<S: Stream<Item = Result<Number, Status>>> Stream for Answers<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let next = self.inner.as_mut().poll_next(context);
        match &next {
            Poll::Ready(None) => self.running.finished = true,
            Poll::Ready(Some(Ok(_))) => {
                self.running.seen.sent.fetch_add(1, Relaxed);
            }
            _ => (),
        }
        next
    }
}

type Numbers = Pin<Box<dyn Stream<Item = Result<Number, Status>> + Send>>;

#[derive(Clone, Default)]
struct Service {
    seen: Arc<Seen>,
}

impl Service {
    fn start<T>(&self, request: &Request<T>) -> Running {
        self.seen.started.fetch_add(1, Relaxed);
        let deadline = timeout_of(request.metadata()).map(|timeout| Instant::now() + timeout);
        Running {
            seen: self.seen.clone(),
            deadline,
            finished: false,
        }
    }

    /// The number, counted as received.
    fn received(&self, number: Number) -> Number {
        self.seen.received.fetch_add(1, Relaxed);
        number
    }
}

/// tonic heeds grpc-timeout and does not show it to handlers.
fn timeout_of(metadata: &MetadataMap) -> Option<Duration> {
    let text = metadata.get("grpc-timeout")?.to_str().ok()?;
    let (value, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let value: u64 = value.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(value * 3600),
        "M" => Duration::from_secs(value * 60),
        "S" => Duration::from_secs(value),
        "m" => Duration::from_millis(value),
        "u" => Duration::from_micros(value),
        "n" => Duration::from_nanos(value),
        _ => return None,
    })
}

fn echoed(sent: &MetadataMap, prefix: &str) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    for pair in sent.iter() {
        match pair {
            KeyAndValueRef::Ascii(key, value) if key.as_str().starts_with(prefix) => {
                metadata.append(key, value.clone());
            }
            KeyAndValueRef::Binary(key, value) if key.as_str().starts_with(prefix) => {
                metadata.append_bin(key, value.clone());
            }
            _ => (),
        }
    }
    metadata
}

fn status_of(request: &SayRequest, metadata: MetadataMap) -> Status {
    let code = Code::from_i32(request.code);
    if request.reason.is_empty() && request.field.is_empty() {
        return Status::with_metadata(code, &request.message, metadata);
    }
    let mut details = ErrorDetails::new();
    if !request.reason.is_empty() {
        details.set_error_info(&request.reason, "caravan", std::collections::HashMap::new());
    }
    if !request.field.is_empty() {
        details.add_bad_request_violation(&request.field, "");
    }
    Status::with_error_details_and_metadata(code, &request.message, details, metadata)
}

#[tonic::async_trait]
impl Judge for Service {
    type CountStream = Numbers;
    type ChatStream = Numbers;

    async fn say(&self, request: Request<SayRequest>) -> Result<Response<SayResponse>, Status> {
        let mut running = self.start(&request);
        let headers = echoed(request.metadata(), "echo-");
        let request = request.into_inner();
        let left = running.left().filter(|_| request.tell_time);
        let remaining_ms = left.map_or(0, |left| left.as_millis() as u32);
        if request.heed {
            tokio::time::sleep(Duration::from_millis(request.delay_ms.into())).await;
        } else {
            let delay = Duration::from_millis(request.delay_ms.into());
            let _ = tokio::spawn(tokio::time::sleep(delay)).await;
        }
        running.finished = true;
        if request.code != 0 {
            return Err(status_of(&request, headers));
        }
        let padding = vec![0; request.reply_bytes as usize];
        let mut answer = Response::new(SayResponse {
            text: request.text,
            padding,
            remaining_ms,
        });
        *answer.metadata_mut() = headers;
        Ok(answer)
    }

    async fn sum(&self, request: Request<Streaming<Number>>) -> Result<Response<Total>, Status> {
        let mut running = self.start(&request);
        let mut numbers = request.into_inner();
        let mut total = Total::default();
        while let Some(number) = numbers.message().await? {
            if number.value < 0 {
                running.finished = true;
                return Err(Status::out_of_range("a negative number"));
            }
            total.sum += self.received(number).value;
            total.count += 1;
        }
        running.finished = true;
        Ok(Response::new(total))
    }

    async fn count(&self, request: Request<CountRequest>) -> Result<Response<Numbers>, Status> {
        let running = self.start(&request);
        let CountRequest {
            to,
            padding_bytes,
            code,
        } = request.into_inner();
        let padding = vec![0; padding_bytes as usize];
        let numbers = (1..=to).map(move |value| {
            Ok(Number {
                value,
                padding: padding.clone(),
            })
        });
        let end = (code != 0).then(|| Err(Status::new(Code::from_i32(code), "as asked for")));
        let inner = Box::pin(tokio_stream::iter(numbers.chain(end)));
        Ok(Response::new(Box::pin(Answers { inner, running })))
    }

    async fn chat(&self, request: Request<Streaming<Number>>) -> Result<Response<Numbers>, Status> {
        let running = self.start(&request);
        let service = self.clone();
        let inner = Box::pin(request.into_inner().map(move |number| {
            let number = service.received(number?);
            Ok(Number {
                value: 2 * number.value,
                padding: number.padding,
            })
        }));
        Ok(Response::new(Box::pin(Answers { inner, running })))
    }

    /// Left out: a method that the server does not implement.
    async fn weigh(&self, _: Request<prost_types::Value>) -> Result<Response<Total>, Status> {
        Err(Status::unimplemented("not here"))
    }

    async fn tally(&self, _: Request<TallyRequest>) -> Result<Response<TallyResponse>, Status> {
        let seen = &self.seen;
        Ok(Response::new(TallyResponse {
            started: seen.started.load(Relaxed),
            ended: seen.ended.load(Relaxed),
            cancelled: seen.cancelled.load(Relaxed),
            expired: seen.expired.load(Relaxed),
            sent: seen.sent.load(Relaxed),
            received: seen.received.load(Relaxed),
        }))
    }
}

/// Address, and TLS if it is asked for.
fn options() -> Result<(String, Option<ServerTlsConfig>), Box<dyn std::error::Error>> {
    let mut listen = String::new();
    let (mut cert, mut key, mut client_ca) = (None, None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().expect("a value");
        match word.as_str() {
            "--listen" => listen = value,
            "--tls-cert" => cert = Some(std::fs::read(value)?),
            "--tls-key" => key = Some(std::fs::read(value)?),
            "--tls-client-ca" => client_ca = Some(std::fs::read(value)?),
            _ => panic!("unknown option {word}"),
        }
    }
    let mut tls = cert
        .zip(key)
        .map(|(cert, key)| ServerTlsConfig::new().identity(Identity::from_pem(cert, key)));
    if let Some(ca) = client_ca {
        tls = tls.map(|tls| tls.client_ca_root(Certificate::from_pem(ca)));
    }
    Ok((listen, tls))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (listen, tls) = options()?;
    let mut asked = signal(SignalKind::terminate())?;
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter
        .set_service_status("judge.v1.Judge", ServingStatus::Serving)
        .await;
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
        .build_v1()?;
    let mut builder = Server::builder().layer(trailers::EchoLayer);
    if let Some(tls) = tls {
        builder = builder.tls_config(tls)?;
    }
    let listener = TcpListener::bind(listen).await?;
    println!(
        "{{\"event\":\"ready\",\"listen\":[\"{}\"]}}",
        listener.local_addr()?
    );
    builder
        .add_service(
            JudgeServer::new(Service::default())
                .accept_compressed(CompressionEncoding::Gzip)
                .send_compressed(CompressionEncoding::Gzip),
        )
        .add_service(health)
        .add_service(reflection)
        .serve_with_incoming_shutdown(TcpListenerStream::new(listener), async move {
            asked.recv().await;
        })
        .await?;
    Ok(())
}
