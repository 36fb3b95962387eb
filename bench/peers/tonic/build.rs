fn main() -> Result<(), Box<dyn std::error::Error>> {
    let protos = std::env::var("BENCH_PROTOS")?;
    println!("cargo:rerun-if-env-changed=BENCH_PROTOS");
    tonic_prost_build::configure()
        .build_client(false)
        .compile_protos(&[format!("{protos}/bench/v1/echo.proto")], &[protos])?;
    Ok(())
}
