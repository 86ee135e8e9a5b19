//! What others answer is read up to a limit, and an authority of the hospital's own is taken from a file.

use nattoku::transport::{Authorities, BodyError, CaFileError, read_body};
use reqwest::{Client, Response};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the certificates of the tests lie: an authority's, and that of a server of this machine, signed by it.
fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Serves one answer after the other by TLS, under the certificate that the tests' own authority signed.
async fn listen() -> String {
    let certificate = CertificateDer::from_pem_file(data().join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(data().join("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(vec![certificate], key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

#[tokio::test]
async fn a_server_under_an_own_authority_is_reached_by_its_file_only() {
    let address = listen().await;
    let public = Client::builder().no_proxy().build().unwrap();
    let refused = public.get(&address).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    let authorities = Authorities::read(&data().join("authority.pem")).unwrap();
    let trusting = authorities.trusted_by(Client::builder().no_proxy()).build().unwrap();
    assert_eq!(trusting.get(&address).send().await.unwrap().text().await.unwrap(), "ok");
}

fn answer(bytes: usize) -> Response {
    axum::http::Response::new(vec![b'a'; bytes]).into()
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit_and_no_further() {
    assert_eq!(read_body(answer(1000), 1000).await.unwrap().len(), 1000);
    assert!(matches!(read_body(answer(1001), 1000).await, Err(BodyError::TooLong(1000))));
}

#[test]
fn an_authority_is_read_from_a_pem_file_and_what_is_none_is_named() {
    let data = data();
    let authorities = Authorities::named(Some(Path::new("authority.pem")), Some(&data)).unwrap();
    assert!(authorities.trusted_by(reqwest::Client::builder()).build().is_ok());
    assert!(matches!(Authorities::read(&data.join("framed_addresses.json")), Err(CaFileError::Empty(_))));
    let missing = Authorities::named(Some(Path::new("none.pem")), Some(&data)).unwrap_err();
    assert!(missing.starts_with("ca_file: ") && missing.contains("none.pem"), "{missing}");
}
