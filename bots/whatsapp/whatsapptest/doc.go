// Package whatsapptest is a WhatsApp of our own for tests: a server on the loopback that speaks the protocol of linked
// devices as far as a channel meets it, and phones that scan codes, write and read. The real whatsmeow client talks to
// it, with real keys: Noise on the wire, libsignal end to end.
//
//	func TestMain(m *testing.M) { whatsapptest.Main(m) } // the client then trusts our certificates
//
//	s := whatsapptest.New(t)
//	client := s.Client()                  // an http.Client that reaches s and nobody else
//	s.Owner().Scan(ctx, code)             // links the device that shows the code
//	ani := s.Phone("6281200000101")
//	ani.Send(ctx, whatsapptest.Message{Text: "halo"})
//	got, err := ani.Next(ctx)             // what the linked device answered, decrypted
//
// What goes wrong is asked for: DropAll, RefuseDials, Mute, Restart, Replace, Unlink, FailLogin, Ban (connections),
// FailSends, Garble, Phone.Deafen, Phone.Reinstall (messages), FailDownloads, FailUploads, Remove (files), Hold.
// A device's messages are kept until it acknowledges them; Pending counts them. A client must not be disconnected in
// the middle of that under the race detector, for whatsmeow itself is not free of races then.
//
// Not here: groups, contacts and other state of the app, old messages of the phone, channels, calls, several devices
// of one person, and what WhatsApp does against abuse other than in the answers above.
//
// What it cannot prove is that WhatsApp's own servers still take this client: see the README.
package whatsapptest
