/* caravan approve: a second person approves what was submitted. */
#include "caravan/projects/v1/projects.caravan.h"
#include "client.h"
#include "commands.h"
#include "report_options.h"

#include <inttypes.h>

struct approval {
    struct client client;
    char *programme; /* its name */
    int64_t approved;
    int64_t expired;
    int64_t own;
    int64_t payee;
};

/* What waits, as it is known at one instant: that is what is approved, and nothing after it. */
static struct cv_status look(struct approval *self,
                             const Caravan__Projects__V1__ReportResponse **seen)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    request.programme = self->programme;
    client_prepare(&self->client, &call);
    caravan_projects_v1_projects_report(self->client.channel, &call.op, &request);
    status = client_wait(&self->client, &call);
    if (cv_ok(status))
        *seen = caravan_projects_v1_projects_report_response(&call.op);
    return status;
}

static struct cv_status approve(struct approval *self, Google__Protobuf__Timestamp *through)
{
    Caravan__Projects__V1__ApproveEntriesRequest request =
        CARAVAN__PROJECTS__V1__APPROVE_ENTRIES_REQUEST__INIT;
    struct cv_status status = CV_STATUS_OK;
    bool more = true;

    request.parent = self->programme;
    request.submitted_through = through;
    while (cv_ok(status) && more) {
        const Caravan__Projects__V1__ApproveEntriesResponse *answer;
        struct client_call call;

        client_prepare(&self->client, &call);
        caravan_projects_v1_projects_approve_entries(self->client.channel, &call.op, &request);
        status = client_wait(&self->client, &call);
        if (!cv_ok(status))
            break;
        answer = caravan_projects_v1_projects_approve_entries_response(&call.op);
        self->approved += answer->approved_count;
        self->expired += answer->expired_count;
        self->own = answer->own_count;
        self->payee = answer->payee_count;
        more = answer->more;
    }
    return status;
}

static void print(const struct approval *self)
{
    (void)printf(T("%" PRId64 " entries approved\n", "已批准 %" PRId64 " 条\n"), self->approved);
    if (self->expired > 0)
        (void)printf(T("%" PRId64 " expired: their last day was over\n",
                       "%" PRId64 " 条已过期：已超过最后期限\n"),
                     self->expired);
    if (self->own > 0)
        (void)printf(T("%" PRId64 " left: you submitted them; somebody else must approve them\n",
                       "%" PRId64 " 条未批准：由您提交，须由他人批准\n"),
                     self->own);
    if (self->payee > 0)
        (void)printf(T("%" PRId64 " left: they pay a partner that you created or act for; somebody "
                       "else must approve them\n",
                       "%" PRId64 " 条未批准：收款单位由您建立或由您经办，须由他人批准\n"),
                     self->payee);
}

static enum exit_code run_approve(struct run *run)
{
    const Caravan__Projects__V1__ReportResponse *seen = NULL;
    struct approval self = {.approved = 0};
    enum exit_code code = report_read_programme(run, &self.programme);
    struct cv_status status;

    if (code != EXIT_DONE)
        return code;
    code = client_open(&self.client, run);
    if (code == EXIT_DONE) {
        status = look(&self, &seen);
        if (cv_ok(status))
            status = approve(&self, seen->known_at);
        if (cv_ok(status))
            print(&self);
        else
            code = client_complain(&self.client, status);
    }
    client_close(&self.client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .help = {"which programme", "哪个计划"}},
    {.name = NULL},
};

const struct command command_approve = {
    .name = "approve",
    .operands = "",
    .calls = true,
    .options = OPTIONS,
    .summary = {"approve the money that others submitted", "批准他人提交的资金记录"},
    .help = {"Budget lines, commitments and payments count once a second person has approved them. "
             "This\napproves all that others have submitted in the programme until now, or nothing "
             "if one of\nthem cannot be. What you submitted or edited yourself is left, and so is "
             "what pays a\npartner that you created or act for: say with --as who you are.\n",
             "预算、承诺和支付须经第二人批准后才计入。本命令批准他人至此时已提交的全部记录；\n"
             "只要有一条不能批准，就全部不批准。自己提交或修改的，以及收款单位由自己建立\n"
             "或经办的，不予批准：用 --as 说明身份。\n"},
    .run = run_approve,
};
