//! The single-user desk on loopback: the pages of a run, the same bytes as the static site, and the live pages below `desk/`.
//!
//! `routes.rs` lists every address; every handler asks [`permit`] before it answers. A GET never writes.

mod desk;
mod permit;
mod routes;

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::failure::Failure;

pub(crate) use desk::Bench;
pub(crate) use routes::Site;

/// Serves a site on 127.0.0.1 until interrupted; calls `ready` with the address once it listens.
pub(crate) fn serve(site: Site, port: u16, ready: impl FnOnce(SocketAddr)) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().build().map_err(|error| cannot_serve(&error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            Failure::configuration(
                format!("端口 {port} 不可用：{error}；请用 --port 另指定一个"),
                format!("port {port} cannot be used: {error}; name another with --port"),
            )
        })?;
        ready(listener.local_addr().map_err(|error| cannot_serve(&error))?);
        axum::serve(listener, routes::all(site)).with_graceful_shutdown(interrupted()).await.map_err(|error| cannot_serve(&error))
    })
}

/// Completes at Ctrl-C. Where the signal cannot be watched, the program is ended by the system as any other.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn cannot_serve(error: &std::io::Error) -> Failure {
    Failure::us(format!("网页服务出错：{error}"), format!("serving pages failed: {error}"))
}
