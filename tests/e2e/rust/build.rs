//! Makes Rust of the judge's .proto with Debian's protoc; its folder comes from the environment.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let protos = std::env::var("JUDGE_PROTOS")?;
    println!("cargo::rerun-if-env-changed=JUDGE_PROTOS");
    println!("cargo::rerun-if-changed={protos}/judge/v1/judge.proto");
    tonic_prost_build::configure()
        .file_descriptor_set_path(
            std::path::Path::new(&std::env::var("OUT_DIR")?).join("judge.bin"),
        )
        .compile_protos(&[format!("{protos}/judge/v1/judge.proto")], &[protos])?;
    Ok(())
}
