//! tonic as the judge of a server. Prints a line for each step of the scenario.
use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use prost::Message;
use tokio_stream::StreamExt;
use tonic::codec::CompressionEncoding;
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Status, Streaming};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_reflection::pb::v1 as reflected;
use tonic_types::StatusExt;

mod pb {
    tonic::include_proto!("judge.v1");
}
use pb::judge_client::JudgeClient;
use pb::{CountRequest, Number, SayRequest, SayResponse, TallyRequest, TallyResponse};

const PATIENCE: Duration = Duration::from_secs(30);
const LONG_MS: u32 = 600_000;

type Judge = JudgeClient<Channel>;
type Outcome = Result<(), String>;

fn same<T: PartialEq + Debug>(what: &str, seen: T, wanted: T) -> Outcome {
    if seen == wanted {
        Ok(())
    } else {
        Err(format!("{what}: {seen:?} instead of {wanted:?}"))
    }
}

fn told(status: Status) -> String {
    format!("{:?}: {}", status.code(), status.message())
}

fn failed<T>(result: Result<T, Status>) -> Result<Status, String> {
    result.err().ok_or_else(|| "it succeeded".into())
}

async fn say(j: &mut Judge, request: SayRequest) -> Result<SayResponse, String> {
    Ok(j.say(request).await.map_err(told)?.into_inner())
}

/// The values of a stream that has to end well.
async fn values(mut stream: Streaming<Number>) -> Result<Vec<i64>, String> {
    let mut seen = Vec::new();
    while let Some(number) = stream.message().await.map_err(told)? {
        seen.push(number.value);
    }
    Ok(seen)
}

fn numbers(values: impl IntoIterator<Item = i64>) -> Vec<Number> {
    values
        .into_iter()
        .map(|value| Number {
            value,
            ..Default::default()
        })
        .collect()
}

/// A request stream and its sending end, for streams that go on while others look.
fn channel() -> (
    tokio::sync::mpsc::Sender<Number>,
    tokio_stream::wrappers::ReceiverStream<Number>,
) {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    (
        sender,
        tokio_stream::wrappers::ReceiverStream::new(receiver),
    )
}

// ---- messages ----

async fn unary(mut j: Judge) -> Outcome {
    let text = "早上好".to_string();
    let answer = say(
        &mut j,
        SayRequest {
            text: text.clone(),
            ..Default::default()
        },
    )
    .await?;
    same("text", answer.text, text)
}

async fn empty(mut j: Judge) -> Outcome {
    let answer = say(&mut j, SayRequest::default()).await?;
    same(
        "answer",
        (answer.text.as_str(), answer.padding.len()),
        ("", 0),
    )
}

async fn large(mut j: Judge) -> Outcome {
    let text = "x".repeat(1 << 20);
    let request = SayRequest {
        text: text.clone(),
        reply_bytes: 1 << 20,
        ..Default::default()
    };
    let answer = say(&mut j, request).await?;
    same(
        "answer",
        (answer.text == text, answer.padding.len()),
        (true, 1 << 20),
    )
}

async fn gzip(j: Judge) -> Outcome {
    let mut j = j
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    let text = "x".repeat(20_000);
    let mut request = Request::new(SayRequest {
        text: text.clone(),
        reply_bytes: 300_000,
        ..Default::default()
    });
    request
        .metadata_mut()
        .insert("compress", MetadataValue::from_static("gzip"));
    let answer = j.say(request).await.map_err(told)?;
    let told = answer.metadata().get("request-compressed").cloned();
    same("request", told, Some(MetadataValue::from_static("1")))?;
    let answer = answer.into_inner();
    same(
        "answer",
        (answer.text == text, answer.padding.len()),
        (true, 300_000),
    )
}

async fn many(j: Judge) -> Outcome {
    let mut calls = tokio::task::JoinSet::new();
    for i in 0..100 {
        let mut j = j.clone();
        calls.spawn(async move {
            let request = SayRequest {
                text: i.to_string(),
                delay_ms: i % 7,
                ..Default::default()
            };
            same("text", say(&mut j, request).await?.text, i.to_string())
        });
    }
    calls.join_all().await.into_iter().collect()
}

// ---- streams ----

async fn client_streaming(mut j: Judge) -> Outcome {
    let total = j
        .sum(tokio_stream::iter(numbers(1..=1000)))
        .await
        .map_err(told)?
        .into_inner();
    same("total", (total.sum, total.count), (500_500, 1000))
}

async fn server_streaming(mut j: Judge) -> Outcome {
    for to in [0, 1000] {
        let request = CountRequest {
            to,
            padding_bytes: 2000,
            ..Default::default()
        };
        let answer = j.count(request).await.map_err(told)?.into_inner();
        same("values", values(answer).await?, (1..=to).collect())?;
    }
    Ok(())
}

async fn server_streaming_error(mut j: Judge) -> Outcome {
    let request = CountRequest {
        to: 3,
        code: Code::Aborted as i32,
        ..Default::default()
    };
    let mut answer = j.count(request).await.map_err(told)?.into_inner();
    for value in 1..=3 {
        let number = answer.message().await.map_err(told)?;
        same("value", number.map(|number| number.value), Some(value))?;
    }
    same(
        "code",
        failed(answer.message().await)?.code(),
        Code::Aborted,
    )
}

async fn bidi_in_step(mut j: Judge) -> Outcome {
    let (sender, requests) = channel();
    sender
        .send(Number {
            value: 1,
            ..Default::default()
        })
        .await
        .map_err(|e| e.to_string())?;
    let mut answers = j.chat(requests).await.map_err(told)?.into_inner();
    for value in 1..=100 {
        let answer = answers.message().await.map_err(told)?;
        same("answer", answer.map(|number| number.value), Some(2 * value))?;
        if value < 100 {
            let next = Number {
                value: value + 1,
                ..Default::default()
            };
            sender.send(next).await.map_err(|e| e.to_string())?;
        }
    }
    drop(sender);
    same("end", answers.message().await.map_err(told)?, None)
}

async fn bidi_at_once(mut j: Judge) -> Outcome {
    let answer = j
        .chat(tokio_stream::iter(numbers(1..=1000)))
        .await
        .map_err(told)?
        .into_inner();
    same(
        "values",
        values(answer).await?,
        (1..=1000).map(|value| 2 * value).collect(),
    )
}

async fn half_close_first(mut j: Judge) -> Outcome {
    let total = j
        .sum(tokio_stream::empty())
        .await
        .map_err(told)?
        .into_inner();
    same("count", total.count, 0)?;
    let answer = j
        .chat(tokio_stream::empty())
        .await
        .map_err(told)?
        .into_inner();
    same("values", values(answer).await?, vec![])
}

async fn server_ends_first(mut j: Judge) -> Outcome {
    let negative = Number {
        value: -1,
        padding: vec![0; 1000],
    };
    let status = failed(j.sum(tokio_stream::iter(std::iter::repeat(negative))).await)?;
    same(
        "status",
        (status.code(), status.message()),
        (Code::OutOfRange, "a negative number"),
    )
}

// ---- metadata ----

fn every_byte() -> Vec<u8> {
    (0..=255).collect()
}

const TEXT: [(&str, &str); 3] = [
    ("text", "a value; with = signs"),
    ("twice", "first"),
    ("twice", "second"),
];

fn binary() -> [(&'static str, Vec<u8>); 3] {
    [
        ("all-bin", every_byte()),
        ("twice-bin", vec![0]),
        ("twice-bin", vec![0, 255]),
    ]
}

fn add_all(metadata: &mut MetadataMap, way: &str) {
    for (name, value) in TEXT {
        let key =
            tonic::metadata::AsciiMetadataKey::from_bytes((way.to_string() + name).as_bytes());
        metadata.append(key.unwrap(), MetadataValue::from_static(value));
    }
    for (name, value) in binary() {
        let key =
            tonic::metadata::BinaryMetadataKey::from_bytes((way.to_string() + name).as_bytes());
        metadata.append_bin(key.unwrap(), MetadataValue::from_bytes(&value));
    }
}

/// tonic has what came before and after the message in one map.
fn expect_all(metadata: &MetadataMap, way: &str) -> Outcome {
    for name in ["text", "twice"] {
        let key = way.to_string() + name;
        let seen: Vec<_> = metadata
            .get_all(&key)
            .iter()
            .map(|v| v.to_str().unwrap())
            .collect();
        let wanted: Vec<_> = TEXT
            .iter()
            .filter(|pair| pair.0 == name)
            .map(|pair| pair.1)
            .collect();
        same(&key, seen, wanted)?;
    }
    for name in ["all-bin", "twice-bin"] {
        let key = way.to_string() + name;
        let seen: Vec<_> = metadata
            .get_all_bin(&key)
            .iter()
            .map(|v| v.to_bytes().unwrap().to_vec())
            .collect();
        let wanted: Vec<_> = binary()
            .into_iter()
            .filter(|pair| pair.0 == name)
            .map(|pair| pair.1)
            .collect();
        same(&key, seen, wanted)?;
    }
    Ok(())
}

async fn comes_back(mut j: Judge, code: Code) -> Outcome {
    let mut request = Request::new(SayRequest {
        code: code as i32,
        ..Default::default()
    });
    add_all(request.metadata_mut(), "echo-");
    add_all(request.metadata_mut(), "trail-");
    let metadata = match j.say(request).await {
        Ok(answer) if code == Code::Ok => answer.metadata().clone(),
        Err(status) if status.code() == code => status.metadata().clone(),
        other => return Err(format!("{:?}", other.map(|_| ()))),
    };
    expect_all(&metadata, "echo-")?;
    expect_all(&metadata, "trail-")
}

async fn metadata(j: Judge) -> Outcome {
    comes_back(j, Code::Ok).await
}

async fn metadata_with_error(j: Judge) -> Outcome {
    comes_back(j, Code::NotFound).await
}

// ---- errors ----

async fn every_code(mut j: Judge) -> Outcome {
    let message = "50% 元\t\r\n😈";
    for code in 1..=16 {
        let request = SayRequest {
            code,
            message: message.into(),
            ..Default::default()
        };
        let status = failed(j.say(request).await)?;
        same(
            "status",
            (status.code() as i32, status.message()),
            (code, message),
        )?;
    }
    Ok(())
}

async fn details(mut j: Judge) -> Outcome {
    let request = SayRequest {
        code: Code::InvalidArgument as i32,
        message: "no".into(),
        reason: "TOO_MUCH".into(),
        field: "budget.amount".into(),
        ..Default::default()
    };
    let status = failed(j.say(request).await)?;
    same(
        "status",
        (status.code(), status.message()),
        (Code::InvalidArgument, "no"),
    )?;
    let details = status
        .check_error_details()
        .map_err(|error| error.to_string())?;
    let info = details.error_info().ok_or("no ErrorInfo")?;
    same(
        "info",
        (info.reason.as_str(), info.domain.as_str()),
        ("TOO_MUCH", "caravan"),
    )?;
    let bad = details.bad_request().ok_or("no BadRequest")?;
    let fields: Vec<_> = bad
        .field_violations
        .iter()
        .map(|v| v.field.as_str())
        .collect();
    same("fields", fields, vec!["budget.amount"])
}

async fn unimplemented(_: Judge, connection: Channel) -> Outcome {
    for path in ["/judge.v1.Judge/None", "/judge.v1.None/Say"] {
        let mut client = tonic::client::Grpc::new(connection.clone());
        client.ready().await.map_err(|error| error.to_string())?;
        let codec = tonic_prost::ProstCodec::<SayRequest, SayResponse>::default();
        let path = tonic::codegen::http::uri::PathAndQuery::from_static(path);
        let answer = client
            .unary(Request::new(SayRequest::default()), path, codec)
            .await;
        same("code", failed(answer)?.code(), Code::Unimplemented)?;
    }
    Ok(())
}

// ---- deadlines and cancellation ----

fn within<T>(message: T, timeout: Duration) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(timeout);
    request
}

async fn tally(j: &mut Judge) -> Result<TallyResponse, String> {
    Ok(j.tally(TallyRequest {}).await.map_err(told)?.into_inner())
}

/// Asks for a tally after each round trip, until it is as it should be.
async fn until(j: &mut Judge, due: impl Fn(&TallyResponse) -> bool) -> Outcome {
    while !due(&tally(j).await?) {
        say(
            j,
            SayRequest {
                delay_ms: 5,
                ..Default::default()
            },
        )
        .await?;
    }
    Ok(())
}

/// As many handlers as before run, and one more at least has ended because nobody waits for it.
async fn learn(j: &mut Judge, before: TallyResponse) -> Outcome {
    let left = |tally: &TallyResponse| tally.cancelled + tally.expired;
    until(j, |now| {
        left(now) > left(&before) && now.started == now.ended
    })
    .await
}

fn endless() -> CountRequest {
    CountRequest {
        to: i64::MAX,
        padding_bytes: 1000,
        ..Default::default()
    }
}

fn patient() -> SayRequest {
    SayRequest {
        delay_ms: LONG_MS,
        heed: true,
        ..Default::default()
    }
}

/// A server that resets the call at its deadline is a cancellation to tonic, which is itself not
/// quicker, and does not watch over a stream that has begun.
fn expired(status: &Status) -> Outcome {
    let either = [Code::DeadlineExceeded, Code::Cancelled].contains(&status.code());
    same(&format!("expired with {status}"), either, true)
}

async fn deadline(mut j: Judge) -> Outcome {
    let before = tally(&mut j).await?;
    let status = failed(j.say(within(patient(), Duration::from_millis(500))).await)?;
    expired(&status)?;
    learn(&mut j, before).await
}

async fn deadline_of_stream(mut j: Judge) -> Outcome {
    let before = tally(&mut j).await?;
    let answer = j
        .count(within(endless(), Duration::from_millis(500)))
        .await
        .map_err(told)?;
    let mut answer = answer.into_inner();
    let status = loop {
        match answer.message().await {
            Ok(Some(_)) => (),
            Ok(None) => return Err("it succeeded".into()),
            Err(status) => break status,
        }
    };
    expired(&status)?;
    learn(&mut j, before).await
}

fn asking() -> SayRequest {
    SayRequest {
        tell_time: true,
        ..Default::default()
    }
}

async fn deadline_told(mut j: Judge) -> Outcome {
    same("without", say(&mut j, asking()).await?.remaining_ms, 0)?;
    let with = j
        .say(within(asking(), Duration::from_secs(20)))
        .await
        .map_err(told)?;
    let left = with.into_inner().remaining_ms;
    same(
        &format!("{left} ms of 20 s"),
        (10_000..=20_000).contains(&left),
        true,
    )
}

/// Nobody waits for a future that is dropped: that is how tonic cancels.
async fn cancel_unary(mut j: Judge) -> Outcome {
    let before = tally(&mut j).await?;
    let mut other = j.clone();
    let call = tokio::spawn(async move { other.say(patient()).await.map(|_| ()) });
    until(&mut j, |now| now.started - now.ended == 1).await?;
    call.abort();
    learn(&mut j, before).await
}

async fn cancel_streams(mut j: Judge) -> Outcome {
    let before = tally(&mut j).await?;
    let (chatting, to_chat) = channel();
    let (summing, to_sum) = channel();
    let mut other = j.clone();
    let sum = tokio::spawn(async move { other.sum(to_sum).await.map(|_| ()) });
    let one = Number {
        value: 1,
        ..Default::default()
    };
    summing.send(one.clone()).await.map_err(|e| e.to_string())?;
    chatting.send(one).await.map_err(|e| e.to_string())?;
    let count = j.count(endless()).await.map_err(told)?.into_inner();
    let chat = j.chat(to_chat).await.map_err(told)?.into_inner();
    until(&mut j, |now| now.started - now.ended == 3).await?;
    sum.abort();
    drop((count, chat)); // no answers any more
    drop((chatting, summing)); // and no requests: only now does tonic let go of these two
    learn(&mut j, before).await
}

// ---- health and reflection ----

async fn health(_: Judge, connection: Channel) -> Outcome {
    let mut client = HealthClient::new(connection);
    for service in ["", "judge.v1.Judge"] {
        let request = HealthCheckRequest {
            service: service.into(),
        };
        let answer = client.check(request).await.map_err(told)?.into_inner();
        same(service, answer.status(), ServingStatus::Serving)?;
    }
    let request = HealthCheckRequest {
        service: "none".into(),
    };
    same(
        "none",
        failed(client.check(request).await)?.code(),
        Code::NotFound,
    )
}

async fn health_watch(_: Judge, connection: Channel) -> Outcome {
    let request = HealthCheckRequest {
        service: "judge.v1.Judge".into(),
    };
    let answer = HealthClient::new(connection)
        .watch(request)
        .await
        .map_err(told)?;
    let first = answer
        .into_inner()
        .message()
        .await
        .map_err(told)?
        .ok_or("nothing")?;
    same("at once", first.status(), ServingStatus::Serving)
}

async fn reflection(_: Judge, connection: Channel) -> Outcome {
    use reflected::server_reflection_request::MessageRequest;
    use reflected::server_reflection_response::MessageResponse;
    let asked = [
        MessageRequest::ListServices(String::new()),
        MessageRequest::FileContainingSymbol("judge.v1.Judge".into()),
    ];
    let requests = asked.map(|asked| reflected::ServerReflectionRequest {
        message_request: Some(asked),
        ..Default::default()
    });
    let mut client = reflected::server_reflection_client::ServerReflectionClient::new(connection);
    let answer = client
        .server_reflection_info(tokio_stream::iter(requests))
        .await
        .map_err(told)?;
    let answers: Vec<_> = answer
        .into_inner()
        .collect::<Result<_, _>>()
        .await
        .map_err(told)?;
    let [list, file]: [reflected::ServerReflectionResponse; 2] = answers
        .try_into()
        .map_err(|answers: Vec<_>| format!("{} answers", answers.len()))?;
    let Some(MessageResponse::ListServicesResponse(list)) = list.message_response else {
        return Err("no list".into());
    };
    same(
        "listed",
        list.service
            .iter()
            .any(|service| service.name == "judge.v1.Judge"),
        true,
    )?;
    let Some(MessageResponse::FileDescriptorResponse(files)) = file.message_response else {
        return Err("no file".into());
    };
    let found = files.file_descriptor_proto.iter().any(|raw| {
        file_descriptor(raw).is_some_and(|file| {
            file.package() == "judge.v1" && file.service[0].method[1].client_streaming()
        })
    });
    same("file", found, true)
}

fn file_descriptor(raw: &[u8]) -> Option<prost_types::FileDescriptorProto> {
    prost_types::FileDescriptorProto::decode(raw).ok()
}

// ---- who we are and whom we call ----

/// The two do not get to speak with each other. Where the server refuses us after our part of the
/// handshake, hyper calls that a cancellation or an unknown error, as it comes.
async fn refused(mut j: Judge) -> Outcome {
    let status = failed(j.say(SayRequest::default()).await)?;
    let one_of = [Code::Unavailable, Code::Cancelled, Code::Unknown].contains(&status.code());
    same(&format!("refused with {status}"), one_of, true)
}

#[derive(Default)]
struct Options {
    target: String,
    ca: Option<String>,
    cert: String,
    key: String,
    name: String,
    refused: bool,
}

fn options() -> Options {
    let mut options = Options::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("a value");
        match word.as_str() {
            "--target" => options.target = value(),
            "--ca" => options.ca = Some(value()),
            "--cert" => options.cert = value(),
            "--key" => options.key = value(),
            "--name" => options.name = value(),
            "--refused" => options.refused = true,
            _ => panic!("unknown option {word}"),
        }
    }
    options
}

fn connection(options: &Options) -> Result<Channel, Box<dyn std::error::Error>> {
    let Some(ca) = &options.ca else {
        return Ok(Endpoint::from_shared(format!("http://{}", options.target))?.connect_lazy());
    };
    let mut tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(std::fs::read(ca)?))
        .domain_name(&options.name);
    if !options.cert.is_empty() {
        let (cert, key) = (std::fs::read(&options.cert)?, std::fs::read(&options.key)?);
        tls = tls.identity(Identity::from_pem(cert, key));
    }
    let endpoint = Endpoint::from_shared(format!("https://{}", options.target))?;
    Ok(endpoint.tls_config(tls)?.connect_lazy())
}

async fn walk(step: &str, outcome: impl Future<Output = Outcome>) {
    let outcome = tokio::time::timeout(PATIENCE, outcome).await;
    match outcome.unwrap_or_else(|_| Err("not within its time".into())) {
        Ok(()) => println!("ok - {step}"),
        Err(why) => println!("not ok - {step}: {}", why.replace('\n', " ")),
    }
}

macro_rules! scenario {
    ($($step:ident($($argument:expr),+),)+) => {
        $(walk(stringify!($step), $step($($argument.clone()),+)).await;)+
    };
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = options();
    let c = connection(&options)?;
    let j = JudgeClient::new(c.clone());
    if options.refused {
        scenario! { refused(j), }
        return Ok(());
    }
    scenario! {
        unary(j), empty(j), large(j), gzip(j), many(j), client_streaming(j), server_streaming(j),
        server_streaming_error(j), bidi_in_step(j), bidi_at_once(j), half_close_first(j),
        server_ends_first(j), metadata(j), metadata_with_error(j), every_code(j), details(j),
        unimplemented(j, c), deadline(j), deadline_of_stream(j), deadline_told(j),
        cancel_unary(j), cancel_streams(j), health(j, c), health_watch(j, c), reflection(j, c),
    }
    Ok(())
}
