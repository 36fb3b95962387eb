/* Certificates for tests, made fresh for each run: nothing secret is kept anywhere. */
#ifndef TESTS_SUPPORT_CERTIFICATES_H
#define TESTS_SUPPORT_CERTIFICATES_H

/* Fill `folder`, which is there, with NAME.pem and NAME.key (P-256):
 *   ca, other-ca   authorities; other-ca signed nothing but "stranger"
 *   server         localhost, caravan.test, *.wild.test, 127.0.0.1; its authority follows
 *   server-2       the same names, another key
 *   expired        localhost; valid until yesterday
 *   no-names       a server with the CN localhost and no other name
 *   client         CN=scanner-7,O=hub; scanner-7.hub.test, spiffe://hub/scanner-7, 10.0.0.7
 *   stranger       a client of other-ca
 *   nul            a client with the name "scanner\0.evil.test"
 *   deep           a client below four authorities, which follow in the file
 *   wrong-use      a client whose certificate is for servers
 * Also locked.key, a key of `server` that others may read, and garbage.pem, no certificate. Ends
 * the process when it cannot. */
void certificates_make(const char *folder);

#endif
