//! tonic's handlers have trailing metadata for errors only. This layer, below them, adds what a
//! client sent as trail-* to the trailers of any answer.
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame};
use tower::{Layer, Service};

#[derive(Clone)]
pub struct EchoLayer;

impl<S> Layer<S> for EchoLayer {
    type Service = Echo<S>;

    fn layer(&self, inner: S) -> Echo<S> {
        Echo { inner }
    }
}

#[derive(Clone)]
pub struct Echo<S> {
    inner: S,
}

impl<S, I, O> Service<Request<I>> for Echo<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
{
    type Response = Response<Echoed<O>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<I>) -> Self::Future {
        let mut trailers = HeaderMap::new();
        for (name, value) in request.headers() {
            if name.as_str().starts_with("trail-") {
                trailers.append(name, value.clone());
            }
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut answer = answer.await?;
            if answer.headers().contains_key("grpc-status") {
                answer.headers_mut().extend(std::mem::take(&mut trailers)); // nothing follows
            }
            Ok(answer.map(|inner| Echoed { inner, trailers }))
        })
    }
}

pub struct Echoed<B> {
    inner: B,
    trailers: HeaderMap,
}

impl<B: Body + Unpin> Body for Echoed<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let next = ready!(Pin::new(&mut self.inner).poll_frame(context));
        Poll::Ready(next.map(|frame| {
            frame.map(|frame| match frame.into_trailers() {
                Ok(mut last) => {
                    last.extend(std::mem::take(&mut self.trailers));
                    Frame::trailers(last)
                }
                Err(other) => other,
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}
