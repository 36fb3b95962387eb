//! bench-tonic PORT: the same service on tonic, one thread, mimalloc, windows that never stop it.
use std::io::Write;
use tokio_stream::StreamExt;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

pub mod pb {
    tonic::include_proto!("bench.v1");
}
use pb::echo_server::{Echo, EchoServer};
use pb::Scan;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Service;

#[tonic::async_trait]
impl Echo for Service {
    async fn echo(&self, request: Request<Scan>) -> Result<Response<Scan>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    type PourStream = tokio_stream::Once<Result<Scan, Status>>;

    async fn pour(
        &self,
        request: Request<Streaming<Scan>>,
    ) -> Result<Response<Self::PourStream>, Status> {
        let mut scans = request.into_inner();
        let mut count = 0;
        while let Some(scan) = scans.next().await {
            scan?;
            count += 1;
        }
        let total = Scan { time_ms: count, ..Default::default() };
        Ok(Response::new(tokio_stream::once(Ok(total))))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).ok_or("usage: bench-tonic PORT")?;
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let bound = listener.local_addr()?;
    println!("{{\"event\":\"ready\",\"service\":\"tonic\",\"listen\":[\"{bound}\"]}}");
    std::io::stdout().flush()?;
    tonic::transport::Server::builder()
        .initial_stream_window_size(4 * 1024 * 1024)
        .initial_connection_window_size(16 * 1024 * 1024)
        .max_frame_size(1024 * 1024)
        .add_service(EchoServer::new(Service))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)))
        .await?;
    Ok(())
}
