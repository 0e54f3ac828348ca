// Package sms is what all SMS gateways share: how the network counts, which characters cost little, where a long
// text is cut, and the one form of a number. Each gateway is a folder or file below.
package sms
