import { Module } from '@nestjs/common';
import { CouponsController } from './coupons.controller.js';

/** For the API: pools of coupon codes. */
@Module({ controllers: [CouponsController] })
export class CouponsModule {}
