// libgrpc++'s C++ client, which we did not write, judges our server.
// usage: judge_client PROGRAM MEMORY_MIB tcp|unix [options of the server]
#include "judge_client.hh"

#include <cstdlib>

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    std::string program = argv[1];
    std::vector<std::string> options(argv + 4, argv + argc);
    options.push_back("--listen");
    options.push_back(std::string(argv[3]) == "unix" ? "unix:" + socket_path() : "127.0.0.1:0");
    {
        Server server(program, options);
        std::shared_ptr<grpc::Channel> channel = open_channel(server.address());

        judge_calls(channel);
        judge_services(channel);
        judge_load(server, channel, std::atol(argv[2]));
    }
    judge_life(program, options);
    return checked();
}
