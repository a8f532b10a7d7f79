// Package calendar computes with business time: service hours, holidays, time
// zones and business days, exactly and in constant time.
package calendar
