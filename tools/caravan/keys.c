/* caravan keys DIR: a private authority, and what services and an office need for mutual TLS. */
#include "base/clock.h"
#include "commands.h"
#include "net/tls_issue.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define US_PER_S       INT64_C(1000000)
#define DAY_US         (86400 * US_PER_S)
#define AUTHORITY_DAYS 3650
#define HOLDER_DAYS    90
#define RENEW_DAYS     30 /* before its end; a third of its life, so that missed runs do no harm */
#define HOSTS_MAX      24
#define HOST_BYTES_MAX 253
#define FOLDER_MODE    0700

static const struct holder {
    const char *name; /* of its folder, and a DNS name for those beside it */
    enum cv_tls_use use;
} HOLDERS[] = {
    {"projects", CV_TLS_USE_BOTH},
    {"logistics", CV_TLS_USE_BOTH},
    {"training", CV_TLS_USE_BOTH},
    {"office", CV_TLS_USE_CLIENT},
};

struct keys {
    const struct run *run;
    struct cv_arena *arena;
    const char *folder;
    struct cv_tls_pair authority;
    bool all; /* anew, since the authority is new or they are asked for */
    struct table table;
};

/* ---- paths ---- */

static const char *path_of(const struct keys *keys, const char *folder, const char *file)
{
    return cv_arena_printf(keys->arena, "%s/%s%s%s", keys->folder, folder, *file == '\0' ? "" : "/",
                           file);
}

static struct cv_tls_pair pair_of(const struct keys *keys, const char *folder)
{
    return (struct cv_tls_pair){
        .cert = path_of(keys, folder, "cert.pem"),
        .key = path_of(keys, folder, "key.pem"),
    };
}

static struct cv_status make_folder(const struct keys *keys, const char *path)
{
    if (mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST)
        return CV_STATUS_OK;
    return cv_status_f(keys->arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
}

/* ---- one holder ---- */

static void tell(struct keys *keys, const char *name, int64_t until_us, bool made)
{
    char day[16];
    time_t until = (time_t)(until_us / US_PER_S);
    struct tm parts;

    (void)strftime(day, sizeof(day), "%Y-%m-%d", gmtime_r(&until, &parts));
    table_row(&keys->table, (const char *const[]){name, cv_arena_string(keys->arena, day),
                                                  made ? T("made", "新建") : T("kept", "保留")});
}

static bool goes_on(const struct keys *keys, const struct cv_tls_pair *pair, int64_t *until_us,
                    struct cv_status *status)
{
    *status = cv_tls_inspect(pair, keys->authority.cert, until_us, keys->arena);
    if (cv_ok(*status))
        return *until_us - cv_clock_utc_us() > RENEW_DAYS * DAY_US;
    if (status->code == CV_NOT_FOUND || status->code == CV_FAILED_PRECONDITION)
        *status = CV_STATUS_OK; /* make it */
    return false;
}

static struct cv_status keep_authority(struct keys *keys)
{
    const struct cv_tls_wish wish = {.name = "Caravan authority",
                                     .use = CV_TLS_USE_AUTHORITY,
                                     .valid_us = AUTHORITY_DAYS * DAY_US};
    struct cv_status status;
    int64_t until_us = 0;
    bool kept;

    keys->authority = pair_of(keys, "authority");
    status = make_folder(keys, path_of(keys, "authority", ""));
    if (!cv_ok(status))
        return status;
    kept = goes_on(keys, &keys->authority, &until_us, &status);
    if (kept || !cv_ok(status)) {
        if (kept)
            tell(keys, "authority", until_us, false);
        return status;
    }
    keys->all = true;
    status = cv_tls_issue(&wish, NULL, &keys->authority, keys->arena);
    if (cv_ok(status))
        status = cv_tls_inspect(&keys->authority, keys->authority.cert, &until_us, keys->arena);
    if (cv_ok(status))
        tell(keys, "authority", until_us, true);
    return status;
}

static const char *const *hosts_of(const struct keys *keys, const struct holder *holder)
{
    const char **hosts = cv_arena_array(keys->arena, HOSTS_MAX + 4, sizeof(*hosts));
    size_t count = 0;

    if (hosts == NULL)
        return NULL;
    hosts[count++] = holder->name;
    if (holder->use == CV_TLS_USE_CLIENT)
        return hosts;
    hosts[count++] = "localhost";
    hosts[count++] = "127.0.0.1";
    for (size_t i = 0; i < HOSTS_MAX; i++) {
        const char *host = run_option_nth(keys->run, "--host", i);

        if (host == NULL)
            break;
        hosts[count++] = host;
    }
    return hosts;
}

static struct cv_status keep_holder(struct keys *keys, const struct holder *holder)
{
    const struct cv_tls_pair pair = pair_of(keys, holder->name);
    const struct cv_tls_wish wish = {.name = holder->name,
                                     .hosts = hosts_of(keys, holder),
                                     .use = holder->use,
                                     .valid_us = HOLDER_DAYS * DAY_US};
    struct cv_status status = make_folder(keys, path_of(keys, holder->name, ""));
    int64_t until_us = 0;
    bool kept;

    if (!cv_ok(status))
        return status;
    kept = !keys->all && goes_on(keys, &pair, &until_us, &status);
    if (cv_ok(status) && !kept)
        status = cv_tls_issue(&wish, &keys->authority, &pair, keys->arena);
    if (cv_ok(status))
        status =
            cv_tls_copy(keys->authority.cert, path_of(keys, holder->name, "ca.pem"), keys->arena);
    if (cv_ok(status) && !kept)
        status = cv_tls_inspect(&pair, keys->authority.cert, &until_us, keys->arena);
    if (cv_ok(status))
        tell(keys, holder->name, until_us, !kept);
    return status;
}

/* ---- the command ---- */

static enum exit_code check_hosts(const struct run *run)
{
    static const char LETTERS[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-*";
    const char *host;
    size_t i = 0;

    for (; (host = run_option_nth(run, "--host", i)) != NULL; i++) {
        size_t len = strlen(host);

        if (len == 0 || len > HOST_BYTES_MAX || strspn(host, LETTERS) != len)
            return run_refuse_option(
                run, "--host",
                T("must be a DNS name or an IP address, not %s", "必须是域名或 IP 地址，而不是 %s"),
                host);
    }
    return i <= HOSTS_MAX
               ? EXIT_DONE
               : run_refuse_option(run, "--host", T("at most %d", "最多 %d 个"), HOSTS_MAX);
}

static struct cv_status keep_all(struct keys *keys)
{
    struct cv_status status = make_folder(keys, keys->folder);
    int lock = -1;

    if (!cv_ok(status))
        return status;
    lock = open(keys->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) /* a run at the same time makes what this one does */
        status =
            cv_status_f(keys->arena, CV_UNAVAILABLE, NULL, "%s: %s", keys->folder, strerror(errno));
    if (cv_ok(status))
        status = keep_authority(keys);
    for (size_t i = 0; cv_ok(status) && i < sizeof(HOLDERS) / sizeof(HOLDERS[0]); i++)
        status = keep_holder(keys, &HOLDERS[i]);
    if (lock >= 0)
        (void)close(lock);
    return status;
}

static enum exit_code run_keys(struct run *run)
{
    struct keys keys = {.run = run,
                        .arena = run->arena,
                        .folder = run->operands[0],
                        .all = run_option(run, "--renew") != NULL};
    enum exit_code code = check_hosts(run);
    struct cv_status status;

    if (code != EXIT_DONE)
        return code;
    table_init(&keys.table, run->arena,
               cv_arena_printf(run->arena, T("Keys in %s", "%s 中的密钥"), keys.folder));
    table_column(&keys.table, T("Of", "持有者"), false);
    table_column(&keys.table, T("Good until", "有效至"), false);
    table_column(&keys.table, T("This time", "本次"), false);
    status = keep_all(&keys);
    if (!cv_ok(status)) {
        (void)fprintf(stderr, "caravan keys: %s\n", status.message);
        return EXIT_FAILED;
    }
    table_print(&keys.table, stdout);
    return EXIT_DONE;
}

static const struct option OPTIONS[] = {
    {.name = "--host",
     .value = "NAME",
     .repeated = true,
     .help = {"a DNS name or IP address of the machine they run on, if others call them there;\n"
              "may be given more than once; counts for what is made",
              "服务所在机器的域名或 IP 地址（供其他机器访问），可多次给出；只用于新建的证书"}},
    {.name = "--renew", .help = {"make all anew but the authority", "除签发机构外全部重新生成"}},
    {.name = NULL},
};

const struct command command_keys = {
    .name = "keys",
    .operands = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .options = OPTIONS,
    .summary = {"keys and certificates for mutual TLS", "生成双向 TLS 所需的密钥与证书"},
    .help =
        {"DIR gets a folder for each of projects, logistics, training and office, with key.pem,\n"
         "cert.pem and ca.pem for --tls-key, --tls-cert and --tls-client-ca (office: --tls-ca);\n"
         "and authority, the private authority that signs them: keep its key.pem elsewhere, or at\n"
         "least from everybody else. To be run again at any time: what has a month left is kept,\n"
         "the rest is made anew. Services take new files on SIGHUP.\n",
         "DIR 中为 projects、logistics、training 和 office 各建一个文件夹，含 key.pem、cert.pem\n"
         "和 ca.pem，用于 --tls-key、--tls-cert 和 --tls-client-ca（office 用 --tls-ca）；\n"
         "authority 为签发机构，其 key.pem 须妥善保管。可随时再次运行：有效期超过一个月的保留，\n"
         "其余重新生成。服务收到 SIGHUP 后读取新文件。\n"},
    .run = run_keys,
};
