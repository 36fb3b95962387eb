/* caravan health [SERVICE]: is it ready to work? */
#include "client.h"
#include "commands.h"
#include "grpc/health/v1/health.caravan.h"

#define SERVING GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING

static enum exit_code check(struct client *client, const char *service)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    const char *asked = *service == '\0' ? client->server : service;
    const Grpc__Health__V1__HealthCheckResponse *answer;
    struct client_call call;
    struct cv_status status;

    request.service = (char *)(uintptr_t)service;
    client_prepare(client, &call);
    grpc_health_v1_health_check(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    if (status.code == CV_NOT_FOUND) {
        (void)fprintf(stderr, T("caravan: %s has no service %s\n", "caravan：%s 没有服务 %s\n"),
                      client->server, service);
        return EXIT_REFUSED;
    }
    if (!cv_ok(status))
        return client_complain(client, status);
    answer = grpc_health_v1_health_check_response(&call.op);
    if (answer->status == SERVING) {
        (void)printf(T("%s is serving\n", "%s 正常服务\n"), asked);
        return EXIT_DONE;
    }
    (void)printf(T("%s is not serving\n", "%s 未在服务\n"), asked);
    return EXIT_REFUSED;
}

static enum exit_code run_health(struct run *run)
{
    struct client client;
    enum exit_code code = client_open(&client, run);

    if (code == EXIT_DONE)
        code = check(&client, run->operand_count == 0 ? "" : run->operands[0]);
    client_close(&client);
    return code;
}

const struct command command_health = {
    .name = "health",
    .operands = "[SERVICE]",
    .operands_max = 1,
    .calls = true,
    .summary = {"is the server, or one of its services, ready to work?",
                "服务器或其中一个服务是否就绪"},
    .help =
        {"SERVICE is a full name such as caravan.projects.v1.Projects. It ends with 0 while that "
         "is\nserving, with 1 while it is not.\n",
         "SERVICE 为全名，如 caravan.projects.v1.Projects。正常服务时退出码为 0，否则为 1。\n"},
    .run = run_health,
};
