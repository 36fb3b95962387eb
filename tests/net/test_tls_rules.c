/* With whom TLS is spoken and with whom it is not, and what either side is told. */
#include "base/clock.h"
#include "support/certificates.h"
#include "tls_bench.h"

#include <openssl/ssl.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE (20 * CV_NS_PER_S)

static bool both_open_or_one_closed(void *arg)
{
    struct tls_bench *bench = arg;

    return bench->client.closed || bench->server.closed ||
           (bench->client.drained > 0 && bench->server.drained > 0);
}

static void close_both(struct tls_bench *bench)
{
    if (!bench->client.closed)
        cv_stream_close(bench->client.stream);
    if (!bench->server.closed)
        cv_stream_close(bench->server.stream);
    bench_until_closed(bench);
}

static void says(struct cv_status reason, const char *message)
{
    assert_int_equal(reason.code, CV_UNAVAILABLE);
    assert_string_equal(reason.reason, "TLS_FAILED");
    assert_string_equal(reason.message, message);
}

/* ---- the server's certificate ---- */

struct server_case {
    const char *cert;
    const char *ca;
    const char *name;
    const char *client_says; /* NULL: it is fine */
    const char *server_says;
};

static void a_server_is_who_it_should_be(void **state)
{
    static const char UNTRUSTED[] = "the peer's certificate is not signed by an authority we trust";
    static const char UNTRUSTING[] = "the peer does not trust the authority of our certificate";
    static const char REFUSED[] = "the peer refuses our certificate";
    static const char NAME[] = "the server's certificate is for another name";
    static const struct server_case CASES[] = {
        {"server", "ca", "localhost", NULL, NULL},
        {"server", "ca", "CARAVAN.test", NULL, NULL},
        {"server", "ca", "a.wild.test", NULL, NULL},
        {"server", "ca", "127.0.0.1", NULL, NULL},
        {"server", "ca", "server", NAME, REFUSED}, /* the CN is no name of a host */
        {"no-names", "ca", "localhost", NAME, REFUSED},
        {"server", "ca", "a.b.wild.test", NAME, REFUSED},
        {"server", "ca", "caravan.test.evil.test", NAME, REFUSED},
        {"server", "ca", "127.0.0.2", "the server's certificate is for another address", REFUSED},
        {"server", "other-ca", "localhost", UNTRUSTED, UNTRUSTING},
        {"client", "ca", "scanner-7.hub.test", "the peer's certificate is not meant for this use",
         "the peer refuses our certificate for this use"},
        {"expired", "ca", "localhost", "the peer's certificate has expired",
         "the peer says that our certificate has expired"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct tls_bench bench;

        bench_init(&bench, CASES[i].cert, NULL, NULL, CASES[i].ca);
        assert_true(bench_connect(&bench, 65536, CASES[i].name));
        assert_true(bench_until(&bench, both_open_or_one_closed));
        if (CASES[i].client_says == NULL) {
            assert_false(bench.client.closed || bench.server.closed);
            close_both(&bench);
        } else {
            bench_until_closed(&bench);
            says(bench.client.reason, CASES[i].client_says);
            says(bench.server.reason, CASES[i].server_says);
        }
        bench_free(&bench);
    }
}

/* ---- the client's ---- */

struct client_case {
    const char *cert;
    const char *server_says;
};

static void a_client_must_show_a_certificate_we_trust(void **state)
{
    static const struct client_case CASES[] = {
        {NULL, "the client showed no certificate"},
        {"stranger", "the peer's certificate is not signed by an authority we trust"},
        {"nul", "a name in the peer's certificate holds a NUL"},
        {"deep", "the peer's certificate has too many authorities above it"},
        {"wrong-use", "the peer's certificate is not meant for this use"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct tls_bench bench;

        bench_init(&bench, "server", "ca", CASES[i].cert, "ca");
        assert_true(bench_connect(&bench, 65536, "localhost"));
        bench_until_closed(&bench);
        says(bench.server.reason, CASES[i].server_says);
        assert_int_equal(bench.server.drained, 0); /* never open */
        assert_string_equal(bench.client.reason.reason, "TLS_FAILED");
        bench_free(&bench);
    }
}

static void is_name(const struct cv_identity_name *name, enum cv_identity_kind kind,
                    const char *text)
{
    assert_int_equal(name->kind, kind);
    assert_int_equal(name->len, strlen(text));
    assert_string_equal(name->text, text);
}

static void a_client_is_known_by_its_certificate(void **state)
{
    struct tls_bench bench;
    const struct cv_identity *identity;

    (void)state;
    bench_init(&bench, "server", "ca", "client", "ca");
    assert_true(bench_connect(&bench, 65536, "localhost"));
    assert_null(cv_stream_identity_hold(bench.server.stream));
    assert_true(bench_until(&bench, both_open_or_one_closed));
    assert_false(bench.client.closed || bench.server.closed);
    identity = cv_stream_identity_hold(bench.server.stream);
    close_both(&bench);
    bench_free(&bench);
    assert_non_null(identity); /* it outlives its stream */
    assert_string_equal(identity->subject, "CN=scanner-7,O=hub");
    assert_int_equal(identity->name_count, 3);
    is_name(&identity->names[0], CV_IDENTITY_DNS, "scanner-7.hub.test");
    is_name(&identity->names[1], CV_IDENTITY_URI, "spiffe://hub/scanner-7");
    is_name(&identity->names[2], CV_IDENTITY_IP, "10.0.0.7");
    cv_identity_drop(identity);
}

/* ---- peers of another making ---- */

struct foreign {
    struct cv_stream *stream;
    SSL_CTX *context;
    SSL *ssl; /* NULL: speaks no TLS at all */
    bool closed;
};

static void foreign_turn(struct foreign *foreign)
{
    char *bytes;
    long len;
    BIO *out = SSL_get_wbio(foreign->ssl);

    (void)SSL_do_handshake(foreign->ssl);
    len = BIO_get_mem_data(out, &bytes);
    if (len > 0)
        cv_stream_write(foreign->stream, (const uint8_t *)bytes, (size_t)len);
    (void)BIO_reset(out);
}

static void foreign_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct foreign *foreign = owner;

    if (foreign->ssl == NULL)
        return;
    (void)BIO_write(SSL_get_rbio(foreign->ssl), bytes, (int)len);
    foreign_turn(foreign);
}

static void foreign_ended(void *owner)
{
    cv_stream_close(((struct foreign *)owner)->stream);
}

static void foreign_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    ((struct foreign *)owner)->closed = true;
}

static const struct cv_stream_events FOREIGN = {foreign_read, NULL, foreign_ended, foreign_closed};

static void foreign_init(struct foreign *foreign, bool server)
{
    foreign->context = SSL_CTX_new(TLS_method());
    SSL_CTX_set_security_level(foreign->context, 0);
    if (server) {
        assert_int_equal(
            SSL_CTX_use_certificate_chain_file(foreign->context, CERTIFICATES "server.pem"), 1);
        assert_int_equal(SSL_CTX_use_PrivateKey_file(foreign->context, CERTIFICATES "server.key",
                                                     SSL_FILETYPE_PEM),
                         1);
    }
    foreign->ssl = SSL_new(foreign->context);
    SSL_set_bio(foreign->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (server)
        SSL_set_accept_state(foreign->ssl);
    else
        SSL_set_connect_state(foreign->ssl);
}

static bool all_are_closed(void *arg)
{
    void **both = arg;

    return ((struct side *)both[0])->closed && ((struct foreign *)both[1])->closed;
}

static void side_read(void *owner, const uint8_t *bytes, size_t len)
{
    (void)owner;
    (void)bytes;
    (void)len;
    fail_msg("nothing was to be read");
}

static void side_drained(void *owner)
{
    ((struct side *)owner)->drained++;
}

static void side_closed(void *owner, struct cv_status reason)
{
    ((struct side *)owner)->closed = true;
    ((struct side *)owner)->reason = reason;
}

static const struct cv_stream_events SIDE = {side_read, side_drained, NULL, side_closed};

/* Ours against `foreign` until both have ended; what ours says. `first`: what a peer without TLS
 * sends. */
static struct cv_status meet(struct tls_bench *bench, struct foreign *foreign, bool we_serve,
                             const char *first)
{
    struct side side = {0};
    struct cv_stream *ends[2];
    void *both[2] = {&side, foreign};

    assert_int_equal(cv_stream_pair(bench->loop, 65536, ends).code, CV_OK);
    side.stream = we_serve ? cv_tls_accept(bench->server_tls, ends[0])
                           : cv_tls_connect(bench->client_tls, ends[0], "localhost");
    foreign->stream = ends[1];
    cv_stream_own(side.stream, &SIDE, &side);
    cv_stream_own(ends[1], &FOREIGN, foreign);
    if (first != NULL)
        cv_stream_write(ends[1], (const uint8_t *)first, strlen(first));
    else if (we_serve)
        foreign_turn(foreign);
    assert_true(cv_loop_run_until(bench->loop, all_are_closed, both, PATIENCE));
    assert_int_equal(side.drained, 0);
    SSL_free(foreign->ssl);
    SSL_CTX_free(foreign->context);
    return side.reason;
}

static void a_client_without_h2_is_refused(void **state)
{
    static const uint8_t HTTP_1[] = "\x08http/1.1";
    struct tls_bench bench;
    struct foreign none = {0};
    struct foreign other = {0};

    (void)state;
    bench_init(&bench, "server", NULL, NULL, "ca");
    foreign_init(&none, false);
    says(meet(&bench, &none, true, NULL), "the client does not offer HTTP/2 (ALPN h2)");
    foreign_init(&other, false);
    (void)SSL_set_alpn_protos(other.ssl, HTTP_1, sizeof(HTTP_1) - 1);
    says(meet(&bench, &other, true, NULL), "the client does not offer HTTP/2 (ALPN h2)");
    bench_free(&bench);
}

static void a_server_without_h2_is_left(void **state)
{
    struct tls_bench bench;
    struct foreign foreign = {0};

    (void)state;
    bench_init(&bench, "server", NULL, NULL, "ca");
    foreign_init(&foreign, true);
    says(meet(&bench, &foreign, false, NULL),
         "the peer does not speak HTTP/2: it did not choose h2 (ALPN)");
    bench_free(&bench);
}

static void an_old_version_is_refused(void **state)
{
    struct tls_bench bench;
    static const uint8_t H2[] = {2, 'h', '2'};
    struct foreign client = {0};
    struct foreign server = {0};

    (void)state;
    bench_init(&bench, "server", NULL, NULL, "ca");
    foreign_init(&client, false);
    (void)SSL_set_alpn_protos(client.ssl, H2, sizeof(H2));
    (void)SSL_set_max_proto_version(client.ssl, TLS1_1_VERSION);
    says(meet(&bench, &client, true, NULL), "the peer speaks neither TLS 1.2 nor 1.3");
    foreign_init(&server, true);
    (void)SSL_set_max_proto_version(server.ssl, TLS1_1_VERSION);
    says(meet(&bench, &server, false, NULL), "the peer speaks neither TLS 1.2 nor 1.3");
    bench_free(&bench);
}

static void who_speaks_no_tls_is_told_apart(void **state)
{
    static const char *const FIRST[] = {
        "GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"};
    struct tls_bench bench;

    (void)state;
    bench_init(&bench, "server", NULL, NULL, "ca");
    for (size_t i = 0; i < 3; i++) {
        says(meet(&bench, &(struct foreign){0}, true, FIRST[i]), "the peer does not speak TLS");
        says(meet(&bench, &(struct foreign){0}, false, FIRST[i]), "the peer does not speak TLS");
    }
    bench_free(&bench);
}

/* ---- files ---- */

static const char *in(struct cv_arena *arena, const char *folder, const char *name)
{
    return cv_arena_printf(arena, "%s/%s", folder, name);
}

static bool is_accepted(struct cv_tls *server, const char *client_cert, struct tls_bench *bench)
{
    struct cv_tls *kept = bench->server_tls;
    bool accepted;

    bench_init(bench, "server", NULL, client_cert, "ca");
    kept = bench->server_tls;
    bench->server_tls = server;
    assert_true(bench_connect(bench, 65536, "localhost"));
    assert_true(bench_until(bench, both_open_or_one_closed));
    accepted = !bench->client.closed && !bench->server.closed;
    bench->server_tls = kept;
    return accepted;
}

static bool server_has_all(void *arg)
{
    return ((struct tls_bench *)arg)->server.received == 100000;
}

static void a_reload_is_for_new_streams_and_a_broken_one_for_nobody(void **state)
{
    static const char folder[] = CERTIFICATES "../reloaded";
    struct tls_bench before;
    struct tls_bench after;
    struct cv_tls_files files;
    struct cv_arena arena;
    struct cv_tls *tls;
    struct cv_status status;
    const char *others;

    (void)state;
    cv_arena_init(&arena, 65536);
    assert_true(mkdir(folder, 0700) == 0 || errno == EEXIST);
    certificates_make(folder);
    files = (struct cv_tls_files){CERTIFICATES "server.pem", CERTIFICATES "server.key",
                                  in(&arena, folder, "trusted")};
    others = in(&arena, folder, "other-ca.pem");
    (void)unlink(files.ca); /* of the run before */
    assert_int_equal(link(CERTIFICATES "ca.pem", files.ca), 0);
    assert_int_equal(cv_tls_server(&files, &arena, &tls).code, CV_OK);
    assert_true(is_accepted(tls, "client", &before));

    assert_int_equal(rename(others, files.ca), 0); /* which never signed our client */
    assert_int_equal(cv_tls_reload(tls, &arena).code, CV_OK);
    assert_false(is_accepted(tls, "client", &after));
    close_both(&after);
    bench_free(&after);

    assert_int_equal(rename(in(&arena, folder, "garbage.pem"), files.ca), 0);
    status = cv_tls_reload(tls, &arena);
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_non_null(strstr(status.message, "/trusted: holds no PEM certificate"));
    assert_false(is_accepted(tls, "client", &after));
    close_both(&after);
    bench_free(&after);

    cv_tls_free(tls); /* streams do not need it */
    bench_send(&before, 100000);
    assert_true(bench_until(&before, server_has_all));
    close_both(&before);
    bench_free(&before);
    cv_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_is_who_it_should_be),
        cmocka_unit_test(a_client_must_show_a_certificate_we_trust),
        cmocka_unit_test(a_client_is_known_by_its_certificate),
        cmocka_unit_test(a_client_without_h2_is_refused),
        cmocka_unit_test(a_server_without_h2_is_left),
        cmocka_unit_test(an_old_version_is_refused),
        cmocka_unit_test(who_speaks_no_tls_is_told_apart),
        cmocka_unit_test(a_reload_is_for_new_streams_and_a_broken_one_for_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
