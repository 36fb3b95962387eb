// libgrpc++'s C++ client, which we did not write, judges our server.
// usage: judge_client PROGRAM MEMORY_MIB tcp|unix [options of the server]
//        judge_client ... as languages.py wants it, of a server that is there already
#include "judge_client.hh"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

using Channel = std::shared_ptr<grpc::Channel>;

static void walk(const std::vector<Step> &steps)
{
    for (const Step &step : steps) {
        int before = failures();

        step.walk();
        if (failures() == before)
            std::printf("ok - %s\n", step.name.c_str());
        else
            std::printf("not ok - %s: %s\n", step.name.c_str(), last_failure().c_str());
        std::fflush(stdout);
    }
}

static std::string content(const std::string &path)
{
    std::ifstream file(path);
    std::ostringstream all;

    all << file.rdbuf();
    return all.str();
}

static Channel open_as_told(std::map<std::string, std::string> &told)
{
    grpc::ChannelArguments arguments;
    grpc::SslCredentialsOptions tls;

    if (told.count("--ca") == 0)
        return open_channel(told["--target"]);
    tls.pem_root_certs = content(told["--ca"]);
    if (told.count("--cert") != 0) {
        tls.pem_cert_chain = content(told["--cert"]);
        tls.pem_private_key = content(told["--key"]);
    }
    arguments.SetSslTargetNameOverride(told["--name"]);
    return open_channel(told["--target"], arguments, grpc::SslCredentials(tls));
}

// The two do not get to speak with each other.
static void refused(const Channel &channel)
{
    Context context;
    pb::SayResponse response;

    check_code("refused", pb::Judge::NewStub(channel)->Say(&context, {}, &response),
               grpc::StatusCode::UNAVAILABLE);
}

static int walk_as_told(int argc, char **argv)
{
    std::map<std::string, std::string> told;

    for (int i = 1; i < argc; i++) {
        std::string word = argv[i];
        told[word] = word == "--refused" || i + 1 == argc ? "" : argv[++i];
    }
    Channel channel = open_as_told(told);
    if (told.count("--refused") != 0) {
        walk({{"refused", [=] { refused(channel); }}});
    } else {
        walk(call_steps(channel));
        walk(service_steps(channel));
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && argv[1][0] == '-')
        return walk_as_told(argc, argv);
    if (argc < 4)
        return 2;
    std::string program = argv[1];
    std::vector<std::string> options(argv + 4, argv + argc);
    options.push_back("--listen");
    options.push_back(std::string(argv[3]) == "unix" ? "unix:" + socket_path() : "127.0.0.1:0");
    {
        Server server(program, options);
        Channel channel = open_channel(server.address());

        walk(call_steps(channel));
        walk(service_steps(channel));
        judge_load(server, channel, std::atol(argv[2]));
    }
    judge_life(program, options);
    return checked();
}
